"""The JSON Schema of each move's body, from the serializer that checks it."""

from dataclasses import dataclass
from typing import Final

from backend.actions.serializers import actions
from backend.api.fields import Schema, Strict
from backend.api.serializers import In


@dataclass(frozen=True)
class Inputs:
    schema: Schema
    required: tuple[str, ...]


def inputs_of(accepts: type[In]) -> Inputs:
    fields = {name: field for name, field in accepts().fields.items() if isinstance(field, Strict)}
    required = tuple(name for name, field in fields.items() if field.required)
    return Inputs(
        {
            "type": "object",
            "properties": {name: field.schema() for name, field in fields.items()},
            "required": list(required),
            "additionalProperties": False,
        },
        required,
    )


INPUTS: Final = {
    "start_action": inputs_of(In),
    "flag_action_at_risk": inputs_of(actions.FlagActionAtRiskIn),
    "recover_action": inputs_of(actions.RecoverActionIn),
    "complete_action": inputs_of(actions.CompleteActionIn),
    "withdraw_action": inputs_of(actions.ReasonIn),
    "reopen_action": inputs_of(actions.ReasonIn),
    "reinstate_action": inputs_of(actions.ReasonIn),
}
