from typing import Final

from backend.actions.models import Rung, UpdateRequestState
from backend.actions.operations.update_links import LINK_DAYS
from backend.actions.serializers.parts import UpdateActionIn
from backend.api import fields
from backend.api.serializers import In, Out
from backend.people.serializers import RecordedOut

RUNGS: Final = "How far it climbed: 1 the lead was asked, 2 reminded, 3 the sponsor was told."
LONGEST_LIFE: Final = 30
DIGEST: Final = r"^[0-9a-f]{64}$"


class RungNumber(fields.Integer):
    def __init__(self) -> None:
        super().__init__(min_value=min(Rung), max_value=max(Rung), help_text=RUNGS)


class UpdateRequestOut(RecordedOut):
    action = fields.UUID(source="action_id")
    opened_at = fields.Instant()
    state = fields.Choice(choices=UpdateRequestState.choices)
    rung = RungNumber()
    next_rung_at = fields.Instant(allow_null=True)
    answered_by = fields.UUID(source="answered_by_id", allow_null=True)


class UpdateDigestOut(RecordedOut):
    owner = fields.UUID(source="owner_id")
    rung = RungNumber()
    requests = fields.List(child=fields.UUID(), max_length=500)
    made_at = fields.Instant()


class IssueUpdateLinkIn(In):
    expires_in_days = fields.Integer(
        min_value=1, max_value=LONGEST_LIFE, required=False, help_text=f"{LINK_DAYS} unless said."
    )

    example = {"expires_in_days": 7}


class UpdateLinkOut(RecordedOut):
    action = fields.UUID(source="action_id")
    issued_by = fields.UUID(source="issued_by_id")
    expires_at = fields.Instant()
    used_at = fields.Instant(allow_null=True)


class LinkSecretOut(Out):
    """`link` is shown here and never again: pass it on to whoever is to report."""

    link = fields.Char(max_length=100, sample="acu_…")
    report_to = fields.Char(
        max_length=400, sample="https://accord.example.org/api/v1/update-links/report"
    )


class ReportByLinkIn(UpdateActionIn):
    link = fields.Char(max_length=100, ask="Enter the link you were sent")

    example = {
        "link": "acu_nT9jQ2x0vR4sL7bK1mZ5cY8wE3uH6dF0gA2iO4pS9tM",
        "narrative": "Three of five centres are open.",
        "percent_complete": 60,
        "confidence": "amber",
    }
