from typing import Final

from backend.actions.models import Confidence, EvidenceKind, MilestoneState
from backend.actions.serializers.actions import Words
from backend.actions.serializers.plans import PartialDate
from backend.api import fields
from backend.api.serializers import In
from backend.people.serializers import DocumentedIn, DocumentedOut, RecordedOut

SHA256: Final = "^[0-9a-f]{64}$"
OF_A_REPORT: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class UpdateActionIn(In):
    narrative = fields.Char(max_length=4000, multiline=True, ask="Enter what happened")
    percent_complete = fields.Integer(min_value=0, max_value=100)
    confidence = fields.Choice(choices=Confidence.choices)
    justification = Words(required=False)

    example = {
        "narrative": "Three of five centres are open.",
        "percent_complete": 60,
        "confidence": "amber",
    }


class UpdateOut(RecordedOut):
    action = fields.UUID(source="action_id")
    author = fields.UUID(source="author_id")
    narrative = fields.Char(max_length=4000, multiline=True)
    percent_complete = fields.Integer(min_value=0, max_value=100)
    confidence = fields.Choice(choices=Confidence.choices)
    justification = Words(allow_blank=True)
    reported_at = fields.Instant()


class AddEvidenceIn(In):
    kind = fields.Choice(choices=EvidenceKind.choices)
    title = fields.Char(max_length=300)
    content = fields.Char(max_length=4000, multiline=True, ask="Enter the address or the words")
    dated_on = fields.Date()
    expires_on = fields.Date(required=False)
    sha256 = fields.Char(
        max_length=64,
        pattern=SHA256,
        form="64 digits and letters from a to f",
        sample=OF_A_REPORT,
        required=False,
    )

    example = {
        "kind": "link",
        "title": "Opening report",
        "content": "https://example.org/opening-report",
        "dated_on": "2026-11-01",
        "expires_on": "2027-10-31",
    }


class EvidenceOut(RecordedOut):
    action = fields.UUID(source="action_id")
    author = fields.UUID(source="author_id")
    kind = fields.Choice(choices=EvidenceKind.choices)
    title = fields.Char(max_length=300)
    content = fields.Char(max_length=4000, multiline=True)
    dated_on = fields.Date()
    expires_on = fields.Date(allow_null=True)
    sha256 = fields.Char(max_length=64, pattern=SHA256, sample=OF_A_REPORT, allow_blank=True)


class AddMilestoneIn(In):
    title = fields.Char(max_length=300)
    due_on = fields.Date()
    mandatory = fields.Boolean(required=False)


class AddDatedEventIn(DocumentedIn):
    title = fields.Char(max_length=300)
    due = PartialDate()

    example = {"title": "Health and Care Partnership launches", "due": "2022-07-01"}


class MilestoneOut(DocumentedOut):
    action = fields.UUID(source="action_id", allow_null=True)
    title = fields.Char(max_length=300)
    due = fields.Char(max_length=10)
    due_on = fields.Date()
    mandatory = fields.Boolean()
    state = fields.Choice(choices=MilestoneState.choices)
    completed_on = fields.Date(allow_null=True)
    waiver = Words(allow_blank=True)


class CompleteMilestoneIn(In):
    completed_on = fields.Date()


class AddContributorIn(In):
    organisation = fields.UUID(source="organisation_id")
    part = fields.Char(max_length=300, ask="Enter the organisation's part in the action")


class ContributionOut(RecordedOut):
    action = fields.UUID(source="action_id")
    organisation = fields.UUID(source="organisation_id")
    part = fields.Char(max_length=300)
    ended_at = fields.Instant(allow_null=True)


class AddDependencyIn(In):
    predecessor = fields.UUID(source="predecessor_id")
    reason = Words(required=False)


class DependencyOut(RecordedOut):
    predecessor = fields.UUID(source="predecessor_id")
    successor = fields.UUID(source="successor_id")
    reason = Words(allow_blank=True)
    ended_at = fields.Instant(allow_null=True)
