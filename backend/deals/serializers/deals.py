from typing import Final

from backend.actions.serializers.actions import Words
from backend.actions.serializers.parts import OF_A_REPORT, SHA256
from backend.api import fields
from backend.api.serializers import In, Out, PatchIn
from backend.deals.models import DealState
from backend.people.serializers import DocumentedIn, DocumentedOut
from backend.people.transitions import Explanation

MOST_NOTICE: Final = 366
MOST_OBJECTION: Final = 90
MOST_CHANGES: Final = 50
NUMBER: Final = {"min_value": 0, "max_value": 2**31 - 1}


class NoticeDays(fields.Integer):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(min_value=0, max_value=MOST_NOTICE, **kwargs)


class DraftDealIn(DocumentedIn):
    title = fields.Char(max_length=200)
    goal = Words(ask="Enter what all parties want to reach")
    starts_on = fields.Date()
    ends_on = fields.Date()
    notice_days = NoticeDays(
        required=False, help_text="Whoever leaves stays bound for so many days; 0 unless said."
    )
    organisation = fields.UUID(
        source="organisation_id", required=False, help_text="For whom it is drafted."
    )
    facilitator = fields.UUID(
        source="facilitator_id", required=False, help_text="You, unless you name another person."
    )

    example = {
        "title": "A park for everyone",
        "goal": "Court Hey Park is safe and used by all ages.",
        "starts_on": "2026-12-01",
        "ends_on": "2028-03-31",
    }


class ReviseDealIn(PatchIn):
    title = fields.Char(max_length=200)
    goal = Words()
    starts_on = fields.Date()
    ends_on = fields.Date()
    notice_days = NoticeDays()


class DealOut(DocumentedOut):
    title = fields.Char(max_length=200)
    goal = Words()
    starts_on = fields.Date()
    ends_on = fields.Date()
    notice_days = NoticeDays()
    state = fields.Choice(choices=DealState.choices)
    current_number = fields.Integer(
        **NUMBER, help_text="Of the version being signed or in force; 0: none was ever frozen."
    )
    activated_at = fields.Instant(allow_null=True)
    closed_at = fields.Instant(allow_null=True)
    open_escalations = fields.Integer(
        min_value=0, max_value=32767, help_text="Of the deal itself, not of its commitments."
    )
    endorsed_at = fields.Instant(
        allow_null=True, help_text="When a forum last endorsed it, by a decision."
    )


class PaperIn(In):
    """A signature given on paper: who gave it, and where the paper is."""

    signatory = fields.Char(max_length=200, ask="Enter who signed the paper")
    evidence = Words(ask="Enter where the paper is kept, or its address")
    evidence_sha256 = fields.Char(
        max_length=64,
        pattern=SHA256,
        form="64 digits and letters from a to f",
        sample=OF_A_REPORT,
        required=False,
    )


class SignDealIn(In):
    party = fields.UUID(source="party_id")
    digest = fields.Char(
        max_length=64,
        pattern=SHA256,
        form="64 digits and letters from a to f",
        sample=OF_A_REPORT,
        help_text="Of the version that was read: no other is signed by mistake.",
    )
    capacity = fields.Char(max_length=200, ask="Enter in which capacity the party signs")
    paper = PaperIn(required=False)

    example = {
        "party": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "digest": OF_A_REPORT,
        "capacity": "Chair of the trustees",
    }


class DeclineDealIn(In):
    party = fields.UUID(source="party_id")
    reason = Words(ask="Enter what the party cannot agree to")

    example = {
        "party": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "reason": "We cannot promise Saturdays in winter.",
    }


class LeaveDealIn(In):
    party = fields.UUID(source="party_id")
    reason = Words(ask="Enter why the party leaves")
    notice_days = NoticeDays(
        required=False, help_text="At least what the deal asks for, which is the default."
    )

    example = {
        "party": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "reason": "The bakery closes in spring.",
        "notice_days": 30,
    }


class Conditions(fields.List):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            child=fields.UUID(),
            max_length=MOST_CHANGES,
            help_text="Commitments of other parties on which this one depends.",
            **kwargs,  # type: ignore[arg-type]  # as the base takes them
        )


class ChangeIn(In):
    """A commitment that stands; what is left out stays as it is."""

    commitment = fields.UUID(source="commitment_id")
    text = Words(required=False)
    measure = fields.Char(max_length=500, required=False)
    due_on = fields.Date(required=False)
    owner = fields.UUID(source="owner_id", required=False)
    counterparty = fields.UUID(source="counterparty_id", required=False)
    conditions = Conditions(required=False)


class AddIn(In):
    party = fields.UUID(source="party_id")
    text = Words(ask="Enter what the party will do")
    measure = fields.Char(max_length=500, ask="Enter by what all will see that it was kept")
    due_on = fields.Date()
    owner = fields.UUID(source="owner_id")
    counterparty = fields.UUID(source="counterparty_id")
    conditions = Conditions(required=False)


class AmendDealIn(In):
    reason = Words(ask="Enter why the deal is amended")
    objection_days = fields.Integer(
        min_value=1,
        max_value=MOST_OBJECTION,
        help_text="So long may those decline who need not sign again.",
    )
    title = fields.Char(max_length=200, required=False)
    goal = Words(required=False)
    starts_on = fields.Date(required=False)
    ends_on = fields.Date(required=False)
    notice_days = NoticeDays(required=False)
    change = fields.List(child=ChangeIn(), max_length=MOST_CHANGES, required=False)
    add = fields.List(child=AddIn(), max_length=MOST_CHANGES, required=False)
    remove = fields.List(child=fields.UUID(), max_length=MOST_CHANGES, required=False)

    example = {
        "reason": "The lights come later than planned.",
        "objection_days": 14,
        "change": [
            {"commitment": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d", "due_on": "2027-09-30"},
        ],
    }


class DealExplainedOut(Explanation):
    states = DealState.choices


class AllDealsExplainedOut(Out):
    results = fields.List(child=DealExplainedOut(), max_length=20)
