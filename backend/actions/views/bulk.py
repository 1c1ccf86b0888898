from collections.abc import Mapping, Sequence
from typing import Any  # items and their answers are JSON

from backend.actions import operations
from backend.actions.operations import BulkRefused, Item, Verdict
from backend.actions.policy import refuse_auditor
from backend.actions.serializers.moves import TransitionActionsIn, TransitionedAllOut
from backend.api.problems import problem_members
from backend.audit.edge import Write
from backend.audit.unit import Unit
from backend.people.scopes import Scope

Row = dict[str, object]


class TransitionActions(Write):
    operation = operations.transition_actions
    operation_id = "transition_actions"
    summary = "Move many actions at once"
    description = (
        "`each` does what can be done and says of every item what became of it; `atomic` does all "
        "or nothing. An item is judged as its operation alone would be, and by the record as the "
        "items before it leave it."
    )
    tag = "actions"
    scope = Scope.ACTIONS_TRANSITION
    accepts = TransitionActionsIn
    answers = TransitionedAllOut
    rehearses = True

    def permit(self, subject: None) -> None:
        refuse_auditor(self.actor)

    def run(
        self, unit: Unit, subject: None, version: int | None, given: Mapping[str, Any]
    ) -> list[Verdict]:
        try:
            return operations.transition_actions(
                unit, items=[_item(one) for one in given["items"]], mode=given["mode"]
            )
        except BulkRefused as refused:
            rows = [row for row in self._rows(refused.verdicts) if row["outcome"] == "refused"]
            refused.extensions["results"] = rows
            raise

    def present(self, result: list[Verdict]) -> tuple[Row, Mapping[str, Any]]:
        rows = self._rows(result)
        outcomes = [row["outcome"] for row in rows]
        names = ("changed", "unchanged", "refused")
        return {"results": rows, "counts": {name: outcomes.count(name) for name in names}}, {}

    def _rows(self, verdicts: Sequence[Verdict]) -> list[Row]:
        return [self._row(place, verdict) for place, verdict in enumerate(verdicts)]

    def _row(self, place: int, verdict: Verdict) -> Row:
        problem = (
            problem_members(self.request._request, verdict.refused) if verdict.refused else None
        )
        return {
            "index": place,
            "operation": verdict.item.operation,
            "action": str(verdict.item.action_id),
            "status": problem["status"] if problem else 200,
            "outcome": verdict.outcome,
            "state": verdict.action and verdict.action.state,
            "version": verdict.action and verdict.action.version,
            "problem": problem,
        }


def _item(given: Mapping[str, Any]) -> Item:
    return Item(given["operation"], given["action_id"], given["version"], given["inputs"])
