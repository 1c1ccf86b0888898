from typing import Any, Final  # Any: DRF's own

from rest_framework.serializers import ErrorDetail, ValidationError

from backend.actions.serializers.actions import ChangedOut, NothingIn, ReasonIn, Words
from backend.api import fields
from backend.api.serializers import In, Out
from backend.forums.models import Ask, EscalationKind, EscalationState, HopEnd
from backend.people.serializers import RecordedOut
from backend.people.transitions import Explanation

ANSWER: Final = 4000
MOST_RUNGS: Final = 20
DAYS: Final = {"min_value": 0, "max_value": 32767}
SUBJECTS: Final = ("action", "deal", "commitment")


class AskToEscalateIn(In):
    """Of the action the request is about."""

    forum = fields.UUID()
    kind = fields.Choice(choices=EscalationKind.choices)
    summary = Words(ask="Enter what stands in the way, or may")
    tried = Words(ask="Enter what was tried")
    ask = fields.Choice(choices=Ask.choices)
    needed_by = fields.Date(ask="Enter by when an answer is needed")
    why_only_the_board = Words(required=False)


class RaiseEscalationIn(AskToEscalateIn):
    """Of an action, a deal, a commitment, or else of the priority itself."""

    action = fields.UUID(source="action_id", required=False)
    deal = fields.UUID(source="deal_id", required=False)
    commitment = fields.UUID(source="commitment_id", required=False)
    priority = fields.UUID(
        source="priority_id", required=False, help_text="An action has its own: leave it out."
    )
    forum = fields.UUID(source="forum_id")

    example = {
        "action": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "kind": "barrier",
        "summary": "Two partners cannot agree who pays for the caretaker.",
        "tried": "Three meetings between the two, and an offer to share the cost.",
        "ask": "decide",
        "needed_by": "2027-02-01",
    }
    example_without = ("deal", "commitment", "priority", "why_only_the_board")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in SUBJECTS if f"{name}_id" in given]
        if len(named) > 1:
            told = ErrorDetail("Name one subject alone", code="exactly_one")
            raise ValidationError({name: [told] for name in named})
        if named != ["action"] and "priority_id" not in given:
            told = ErrorDetail("Enter the priority it is raised for", code="required")
            raise ValidationError({"priority": [told]})
        return given


class ReferEscalationIn(In):
    reason = Words(ask="Enter why the forum above must resolve it")


class ReturnEscalationIn(In):
    question = Words(ask="Enter what you need to know")


class ResubmitEscalationIn(In):
    reply = Words(ask="Enter the reply to the question")


class ResolveEscalationIn(In):
    decision = fields.UUID(source="decision_id")
    answer = fields.Char(max_length=ANSWER, multiline=True, ask="Enter the answer")

    example = {"answer": "The council pays until March; from April both share the cost."}


ESCALATION_INPUTS: Final[dict[str, type[In]]] = {
    "acknowledge_escalation": NothingIn,
    "refer_escalation": ReferEscalationIn,
    "return_escalation": ReturnEscalationIn,
    "resubmit_escalation": ResubmitEscalationIn,
    "resolve_escalation": ResolveEscalationIn,
    "withdraw_escalation": ReasonIn,
}


class RungOut(Out):
    forum = fields.UUID()
    acknowledge_days = fields.Integer(**DAYS)
    resolve_days = fields.Integer(**DAYS)


class EscalatedOut(Out):
    type = fields.Choice(choices=[*SUBJECTS, "priority"], source="on_type")
    id = fields.UUID(source="on_id")


class EscalationOut(RecordedOut):
    subject = EscalatedOut(source="*")
    priority = fields.UUID(source="priority_id")
    kind = fields.Choice(choices=EscalationKind.choices)
    summary = Words()
    tried = Words()
    ask = fields.Choice(choices=Ask.choices)
    needed_by = fields.Date()
    why_only_the_board = Words(allow_blank=True)
    forum = fields.UUID(source="forum_id")
    level = fields.Integer(**DAYS)
    ladder = fields.List(
        child=RungOut(),
        max_length=MOST_RUNGS,
        help_text="With the limits in working days as they stood when it was raised.",
    )
    state = fields.Choice(choices=EscalationState.choices)
    raised_by = fields.UUID(source="raised_by_id")
    raised_at = fields.Instant()
    acknowledge_by = fields.Date(allow_null=True)
    resolve_by = fields.Date(allow_null=True)
    acknowledged_at = fields.Instant(allow_null=True)
    question = Words(allow_blank=True)
    reply = Words(allow_blank=True)
    answer = fields.Char(max_length=ANSWER, multiline=True, allow_blank=True)
    closed_at = fields.Instant(allow_null=True)
    overdue_at = fields.Instant(allow_null=True)
    is_overdue = fields.Boolean(help_text="Its forum let a limit pass, and still holds it.")
    item = fields.UUID(
        allow_null=True, help_text="Its place on an agenda; null while it is on none."
    )
    meeting = fields.UUID(allow_null=True)
    decision = fields.UUID(
        allow_null=True,
        help_text="What resolved it, where you may read that decision; the answer stands anyway.",
    )


class EscalationChangedOut(ChangedOut):
    """`changed` is false when the escalation was already there: nothing was recorded."""


class EscalationExplainedOut(Explanation):
    states = EscalationState.choices


class EscalationExplainedAllOut(Out):
    results = fields.List(child=EscalationExplainedOut(), max_length=10)


class HopEnded(fields.Choice):
    """Null while it runs."""

    def get_attribute(self, instance: Any) -> Any:
        return super().get_attribute(instance) or None


class HopOut(RecordedOut):
    escalation = fields.UUID(source="escalation_id")
    forum = fields.UUID(source="forum_id")
    level = fields.Integer(**DAYS)
    began_at = fields.Instant()
    acknowledge_by = fields.Date()
    resolve_by = fields.Date()
    acknowledged_at = fields.Instant(allow_null=True)
    ended_at = fields.Instant(allow_null=True)
    end = HopEnded(choices=HopEnd.choices, allow_null=True)
    by_the_clock = fields.Boolean(help_text="Nobody acted in time: the clock referred it.")
    reason = Words(allow_blank=True)
