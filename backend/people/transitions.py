"""`GET …/{id}/transitions`, for the views of the apps above: each move of one row, explained."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast  # Any: rows of any recorded model, of any machine

from django.http import HttpResponse
from rest_framework.request import Request

from backend.api import fields
from backend.api.base import Answers, ApiView
from backend.api.encoding import JsonAnswer
from backend.api.filters import refuse_query
from backend.api.serializers import In, Out, schema_of
from backend.people.moves import Explained, Verdict
from backend.people.readings import note_rows


class JsonSchema(fields.Strict):
    """The shape of an operation's body, as JSON Schema 2020-12."""

    def to_representation(self, value: fields.Schema) -> fields.Schema:
        return value

    def schema(self) -> fields.Schema:
        return {"type": "object"}


class ReasonOut(Out):
    code = fields.Char(max_length=60)
    detail = fields.Char(max_length=1000)
    who = fields.List(child=fields.Char(max_length=30), max_length=20)


# Not in a docstring, which the contract would show: each app's own names the states of its rows.
class Explanation(Out):
    states: ClassVar[Sequence[tuple[str, str]]]

    operation = fields.Char(max_length=60)
    href = fields.Char(max_length=200)
    to = fields.Char(max_length=60)
    verdict = fields.Choice(choices=[verdict.value for verdict in Verdict])
    code = fields.Char(max_length=60, allow_null=True)
    reasons = fields.List(child=ReasonOut(), max_length=20)
    required_inputs = fields.List(child=fields.Char(max_length=60), max_length=20)
    inputs = JsonSchema()

    def get_fields(self) -> dict[str, Any]:  # Any: DRF's own
        return {**super().get_fields(), "to": fields.Choice(choices=self.states)}


class Transitions(ApiView):
    """For the caller: what is allowed, with its inputs; what is not, why, and who could."""

    answers: ClassVar[Answers]
    # What each move takes, by its operation.
    inputs: ClassVar[Mapping[str, type[In]]]
    # Of the collection: a move is sent to `{address}/{id}/{the move's own}`.
    address: ClassVar[str]

    def find(self) -> Any:
        """The row of the address. Raises NotVisible."""
        raise NotImplementedError

    def explain(self, row: Any) -> Sequence[Explained[Any, Any]]:
        raise NotImplementedError

    def get(self, request: Request, **_: object) -> HttpResponse:
        row = self.find()
        # What stands against a move tells of the row, and of what belongs to it.
        note_rows(self.actor, [row])
        refuse_query(request.GET)
        results = [self._members(row, one) for one in self.explain(row)]
        return JsonAnswer(self.answers().to_representation({"results": results}))

    def _members(self, row: Any, explained: Explained[Any, Any]) -> dict[str, object]:
        move = explained.move
        inputs = schema_of(self.inputs[move.operation])
        return {
            "operation": move.operation,
            "href": f"{self.address}/{row.id}/{move.address}",
            "to": explained.to,
            "verdict": explained.verdict,
            "code": explained.code,
            "reasons": explained.reasons,
            "inputs": inputs,
            "required_inputs": [*cast("list[str]", inputs["required"]), *explained.also_required],
        }
