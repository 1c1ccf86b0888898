"""Moves by their names: what each takes, alone, in a bulk or when somebody asks for it."""

from collections.abc import Mapping
from types import new_class
from typing import Any, Final, cast

from rest_framework import serializers

from backend.actions.askable import all_askable
from backend.actions.models import ActionState
from backend.actions.serializers.actions import (
    CompleteActionIn,
    FlagActionAtRiskIn,
    NothingIn,
    ReasonIn,
    RecoverActionIn,
    RescheduleActionIn,
)
from backend.api import fields
from backend.api.fields import Schema
from backend.api.serializers import In, Out, properties_of, refuse_repeated, schema_of

MOST_ITEMS: Final = 500
VERSION: Final = {"min_value": 1, "max_value": 2**31 - 1}

MOVE_INPUTS: Final[Mapping[str, type[In]]] = {
    "start_action": NothingIn,
    "flag_action_at_risk": FlagActionAtRiskIn,
    "recover_action": RecoverActionIn,
    "complete_action": CompleteActionIn,
    "withdraw_action": ReasonIn,
    "reopen_action": ReasonIn,
    "reinstate_action": ReasonIn,
}
# What can be asked of whoever has the right to it.
ASKED_INPUTS: Final[Mapping[str, type[In]]] = {
    **MOVE_INPUTS,
    "reschedule_action": RescheduleActionIn,
    **{above.operation: above.inputs for above in all_askable()},
}


class NamedMove(fields.Strict):
    """`operation`, the `inputs` this operation takes, and the members of `beside`."""

    kind = "a JSON object"

    def __init__(self, *, beside: type[In], inputs: Mapping[str, type[In]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.beside = beside
        self.inputs = inputs

    def to_internal_value(self, data: object) -> dict[str, Any]:  # Any: whatever the fields make
        if not isinstance(data, dict):
            self.fail("wrong_type")
        accepts = self.inputs.get(str(data.get("operation")))
        shape = _whole(self.beside, tuple(self.inputs), accepts)
        given = dict(shape().run_validation(data))
        return {"inputs": {}, **given, "sent": data.get("inputs", {})}

    def to_representation(self, value: object) -> object:
        return value

    def schema(self) -> Schema:
        return {"oneOf": [self._schema_of(*one) for one in self.inputs.items()]}

    def _schema_of(self, operation: str, accepts: type[In]) -> Schema:
        whole = schema_of(self.beside, operation={"type": "string", "enum": [operation]})
        properties = {**dict(whole["properties"]), "inputs": schema_of(accepts)}  # type: ignore[call-overload]  # a mapping, as schema_of makes it
        required = [*whole["required"], *(["inputs"] if _asks(accepts) else [])]  # type: ignore[misc]  # likewise a list
        return {**whole, "properties": properties, "required": required}


def _asks(accepts: type[In]) -> bool:
    return any(field.required for field in properties_of(accepts).values())


def _whole(beside: type[In], names: tuple[str, ...], accepts: type[In] | None) -> type[In]:
    """The serializer of one item. With an operation nobody knows, its inputs go unread."""
    members: dict[str, serializers.Field[Any, Any, Any, Any]] = {
        "operation": fields.Choice(choices=names)
    }
    if accepts is not None:
        members["inputs"] = accepts(required=_asks(accepts))
    else:
        members["inputs"] = Anything(required=False)
    whole = new_class("Whole", (beside,), exec_body=lambda space: space.update(members))
    return cast("type[In]", whole)


class Anything(fields.Strict):
    def to_internal_value(self, data: object) -> object:
        return data

    def schema(self) -> Schema:
        return {}


class OneOfManyIn(In):
    """The action an item of a bulk is about, and the version of it that was read."""

    action = fields.UUID(source="action_id")
    version = fields.Integer(**VERSION)


class TransitionActionsIn(In):
    mode = fields.Choice(choices=["each", "atomic"])
    items = fields.List(
        child=NamedMove(beside=OneOfManyIn, inputs=MOVE_INPUTS), min_length=1, max_length=MOST_ITEMS
    )

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Which of two comes first would be for the reader to guess."""
        refuse_repeated([one["action_id"] for one in items], "action", "Name each action once")
        return items


class ProblemOut(fields.Strict):
    """The problem document the operation alone would have answered with."""

    def to_representation(self, value: object) -> object:
        return value

    def schema(self) -> Schema:
        return {"oneOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]}


class TransitionedOut(Out):
    index = fields.Integer(min_value=0, max_value=MOST_ITEMS - 1)
    operation = fields.Choice(choices=list(MOVE_INPUTS))
    action = fields.UUID()
    status = fields.Integer(min_value=200, max_value=499)
    outcome = fields.Choice(choices=["changed", "unchanged", "refused"])
    state = fields.Choice(choices=ActionState.choices, allow_null=True)
    version = fields.Integer(**VERSION, allow_null=True)
    problem = ProblemOut()


class CountsOut(Out):
    changed = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    unchanged = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    refused = fields.Integer(min_value=0, max_value=MOST_ITEMS)


class TransitionedAllOut(Out):
    results = fields.List(child=TransitionedOut(), max_length=MOST_ITEMS)
    counts = CountsOut()
