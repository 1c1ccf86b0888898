import re
from typing import Any, Final

from backend.actions.models import ActionState, RiskCause
from backend.actions.serializers.plans import PartOfPlanIn, PartOfPlanOut
from backend.actions.serializers.ratings import RatedOut
from backend.api import fields
from backend.api.serializers import In, Out, PatchIn
from backend.api.texts import at_least
from backend.people.transitions import Explanation

WORDS: Final = 2000


class Words(fields.Char):
    """Free text of some length. `min_length` counts the characters that are not spaces."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=WORDS, multiline=True, **kwargs)

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if self.min_length and not re.search(at_least(self.min_length), text):
            self.fail("min_length", limit=self.min_length)
        return text

    def schema(self) -> fields.Schema:
        stated = super().schema()
        return {**stated, "pattern": at_least(self.min_length)} if self.min_length else stated


class ProposeActionIn(PartOfPlanIn):
    plan = fields.UUID(source="plan_id")
    summary = Words(required=False)
    priority = fields.UUID(source="priority_id", required=False)
    lead = fields.UUID(source="lead_id", required=False)
    parent = fields.UUID(source="parent_id", required=False)  # type: ignore[assignment]  # a field, not its parent
    starts_on = fields.Date(required=False)
    due_on = fields.Date(required=False)


class ReviseActionIn(PatchIn):
    title = fields.Char(max_length=300)
    summary = Words(allow_blank=True)


class NothingIn(In):
    """The operation needs no input: send an empty object or nothing."""


class FlagActionAtRiskIn(In):
    cause = fields.Choice(choices=RiskCause.choices, ask="Enter the cause of the risk")
    explanation = Words(min_length=20, ask="Explain the risk in at least 20 characters")
    mitigation = Words(ask="Enter what is being done about it")
    recovery_expected_on = fields.Date(ask="Enter when you expect it to be on track again")

    example = {
        "cause": "capacity",
        "explanation": "Two of the three youth workers have left and their posts are not filled.",
        "mitigation": "Agency staff from January; interviews in December.",
        "recovery_expected_on": "2027-02-01",
    }


class RecoverActionIn(In):
    what_changed = Words(ask="Enter what changed")

    example = {"what_changed": "Both posts are filled since Monday."}


class CompleteActionIn(In):
    statement = Words(ask="Enter what was achieved")
    evidence_waiver = Words(required=False)

    example = {"statement": "All five centres are open and used by 900 young people a week."}


class ReasonIn(In):
    reason = Words(ask="Enter why the state is changing")

    example = {"reason": "The funding it depended on was not granted."}


class ClaimActionCompleteIn(In):
    statement = Words(ask="Enter what was achieved")


class RescheduleActionIn(In):
    due_on = fields.Date(ask="Enter the new due date")
    starts_on = fields.Date(required=False)
    reason = Words(ask="Enter why the date is changing")

    example = {"due_on": "2027-03-31", "reason": "First date agreed with the lead."}


class SetActionPriorityIn(In):
    priority = fields.UUID(source="priority_id")


class TransferActionIn(In):
    priority = fields.UUID(source="priority_id")
    reason = Words(ask="Enter why the action is transferred")


class AssignLeadIn(In):
    organisation = fields.UUID(source="organisation_id")


class EscalationRungOut(Out):
    """How long one forum held an escalation; `days` are whole ones, until now while it does."""

    forum = fields.UUID()
    level = fields.Integer(min_value=0, max_value=32767)
    began_at = fields.Instant()
    acknowledged_at = fields.Instant(allow_null=True)
    ended_at = fields.Instant(allow_null=True)
    end = fields.Char(max_length=9, allow_null=True)
    by_the_clock = fields.Boolean()
    days = fields.Integer(min_value=0, max_value=10**7)


class EscalationLadderOut(Out):
    id = fields.UUID()
    kind = fields.Char(max_length=7)
    state = fields.Char(max_length=12)
    raised_at = fields.Instant()
    answer = fields.Char(max_length=4000, multiline=True, allow_blank=True)
    closed_at = fields.Instant(allow_null=True)
    days = fields.Integer(min_value=0, max_value=10**7)
    rungs = fields.List(child=EscalationRungOut(), max_length=1000)


class ActionOut(PartOfPlanOut, RatedOut):
    priority = fields.UUID(source="priority_id", allow_null=True)
    parent = fields.UUID(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field, not its parent
    lead = fields.UUID(source="lead_id", allow_null=True)
    summary = Words(allow_blank=True)
    state = fields.Choice(choices=ActionState.choices)
    starts_on = fields.Date(allow_null=True)
    due_on = fields.Date(allow_null=True)
    original_due_on = fields.Date(allow_null=True)
    agreed_due_on = fields.Date(allow_null=True)
    slip_count = fields.Integer(min_value=0, max_value=32767)
    slip_days = fields.Integer(min_value=-(10**7), max_value=10**7, allow_null=True)
    threatened_at = fields.Instant(allow_null=True)
    started_at = fields.Instant(allow_null=True)
    risk_cause = fields.Char(max_length=10, allow_blank=True)
    risk_explanation = Words(allow_blank=True)
    risk_mitigation = Words(allow_blank=True)
    recovery_expected_on = fields.Date(allow_null=True)
    open_escalations = fields.Integer(min_value=0, max_value=32767)
    escalation_count = fields.Integer(min_value=0, max_value=32767)
    escalations = fields.List(
        child=EscalationLadderOut(),
        max_length=32767,
        help_text="Every escalation of it, with the forums that held each and for how long.",
    )
    claimed_at = fields.Instant(allow_null=True)
    claimed_by = fields.UUID(source="claimed_by_id", allow_null=True)
    claim_statement = Words(allow_blank=True)
    closed_at = fields.Instant(allow_null=True)
    completion_statement = Words(allow_blank=True)
    evidence_waiver = Words(allow_blank=True)


class ChangedOut(Out):
    """`changed` is false when the action was already there: nothing was recorded."""

    changed = fields.Boolean()


class RescheduledOut(ChangedOut):
    """`request` is the one now waiting for the sponsor, where the date needs their approval."""

    request = fields.UUID(allow_null=True)


class ExplainedOut(Explanation):
    states = ActionState.choices


class AllExplainedOut(Out):
    results = fields.List(child=ExplainedOut(), max_length=20)
