from typing import Any, Final  # Any: DRF's own

from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out, PatchIn
from backend.deals.models import CommitmentState, Result, Verdict
from backend.people.serializers import RecordedOut
from backend.people.transitions import Explanation

MOST_CONDITIONS: Final = 50
MEASURE: Final = 500


class Said(fields.Choice):
    """Null until somebody said it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        return super().get_attribute(instance) or None


class OfferCommitmentIn(In):
    """What is missing may follow while the deal is open; without it nobody is asked to sign."""

    party = fields.UUID(source="party_id")
    text = Words(ask="Enter what the party will do")
    measure = fields.Char(max_length=MEASURE, required=False)
    due_on = fields.Date(required=False)
    owner = fields.UUID(source="owner_id", required=False)
    counterparty = fields.UUID(source="counterparty_id", required=False)
    conditions = fields.List(child=fields.UUID(), max_length=MOST_CONDITIONS, required=False)

    example = {
        "party": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "text": "Keep the paths of the park lit until ten.",
        "measure": "Seen every month by those who use the park",
        "due_on": "2027-06-30",
    }


class AmendCommitmentIn(PatchIn):
    text = Words()
    measure = fields.Char(max_length=MEASURE, allow_blank=True)
    due_on = fields.Date(allow_null=True)
    owner = fields.UUID(source="owner_id", allow_null=True)
    counterparty = fields.UUID(source="counterparty_id", allow_null=True)
    conditions = fields.List(child=fields.UUID(), max_length=MOST_CONDITIONS)


class WithdrawCommitmentIn(In):
    reason = Words(ask="Enter why the commitment is withdrawn")


class ReportDeliveryIn(In):
    result = fields.Choice(choices=Result.choices)
    report = Words(ask="Enter what was done")

    example = {"result": "partly_kept", "report": "Lit every evening but for two in March."}


class ConfirmDeliveryIn(In):
    answer = Words(required=False)


class DisputeDeliveryIn(In):
    result = fields.Choice(choices=Result.choices)
    answer = Words(ask="Enter what you found instead")

    example = {"result": "not_kept", "answer": "The lamps were dark for most of March."}


class ReleaseCommitmentIn(In):
    reason = Words(ask="Enter why the party is released from it")


class CommitmentOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    party = fields.UUID(source="party_id")
    organisation = fields.UUID(
        source="party.organisation_id", help_text="Whose seat at the deal the party is."
    )
    text = Words()
    measure = fields.Char(max_length=MEASURE, allow_blank=True)
    due_on = fields.Date(allow_null=True)
    owner = fields.UUID(source="owner_id", allow_null=True)
    counterparty = fields.UUID(source="counterparty_id", allow_null=True)
    conditions = fields.List(child=fields.UUID(), max_length=MOST_CONDITIONS)
    condition_unmet = fields.Boolean(
        source="is_condition_unmet",
        help_text="A commitment it depends on cannot be counted on any more.",
    )
    condition_unmet_at = fields.Instant(allow_null=True)
    state = fields.Choice(choices=CommitmentState.choices)
    reported_result = Said(choices=Result.choices)
    report = Words(allow_blank=True)
    reported_at = fields.Instant(allow_null=True)
    judged = Said(
        choices=Verdict.choices,
        source="verdict",
        help_text="What the counterparty said of the report; `unconfirmed` when it did not answer "
        "within 20 working days.",
    )
    disputed_result = Said(choices=Result.choices)
    answer = Words(allow_blank=True)
    answered_at = fields.Instant(allow_null=True)
    result = Said(
        choices=Result.choices,
        help_text="The owner's, or the counterparty's where it disputed; null until it is judged.",
    )
    open_escalations = fields.Integer(min_value=0, max_value=32767)
    settled_at = fields.Instant(allow_null=True)
    ended_at = fields.Instant(allow_null=True, help_text="When its party withdrew it.")
    residents = fields.Integer(
        min_value=0,
        max_value=2**31 - 1,
        allow_null=True,
        help_text="How many joined and have not left; null where no tokens were issued.",
    )


class CommitmentChangedOut(Out):
    """`changed` is false when the commitment was already there: nothing was recorded."""

    changed = fields.Boolean()


class CommitmentExplainedOut(Explanation):
    states = CommitmentState.choices


class CommitmentExplainedAllOut(Out):
    results = fields.List(child=CommitmentExplainedOut(), max_length=10)


COMMITMENT_INPUTS: Final[dict[str, type[In]]] = {
    "report_delivery": ReportDeliveryIn,
    "confirm_delivery": ConfirmDeliveryIn,
    "dispute_delivery": DisputeDeliveryIn,
    "release_commitment": ReleaseCommitmentIn,
}
