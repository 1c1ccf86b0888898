from typing import Final

from backend.actions.models import STALE, RequestState
from backend.actions.serializers.actions import Words
from backend.actions.serializers.moves import ASKED_INPUTS, VERSION, NamedMove
from backend.api import fields
from backend.api.fields import Schema
from backend.api.serializers import In
from backend.people.serializers import RecordedOut

STATES: Final = (*RequestState.values, STALE)


class AskForTransitionIn(In):
    transition = NamedMove(beside=In, inputs=ASKED_INPUTS)
    note = Words(ask="Enter why it should be done")

    example = {
        "transition": {
            "operation": "withdraw_action",
            "inputs": {"reason": "The funding it depended on was not granted."},
        },
        "note": "Our board decided on Monday not to go on.",
    }


class AcceptRequestIn(In):
    note = Words(required=False)


class DeclineRequestIn(In):
    note = Words(ask="Enter why it is not done")


class Inputs(fields.Strict):
    """As they were sent, in the shape the operation asks for."""

    def to_representation(self, value: object) -> object:
        return value

    def schema(self) -> Schema:
        return {"type": "object"}


class RequestOut(RecordedOut):
    action = fields.UUID(source="action_id")
    action_version = fields.Integer(**VERSION)
    operation = fields.Choice(choices=list(ASKED_INPUTS))
    inputs = Inputs()
    note = Words()
    asked_by = fields.UUID(source="asked_by_id")
    asked_at = fields.Instant()
    state = fields.Choice(choices=STATES, source="standing")
    answered_by = fields.UUID(source="answered_by_id", allow_null=True)
    answered_at = fields.Instant(allow_null=True)
    answer = Words(allow_blank=True)


class DateChangeOut(RecordedOut):
    action = fields.UUID(source="action_id")
    was_due_on = fields.Date(allow_null=True)
    due_on = fields.Date()
    reason = Words()
    requested_by = fields.UUID(source="requested_by_id")
    approved_by = fields.UUID(source="approved_by_id", allow_null=True)
