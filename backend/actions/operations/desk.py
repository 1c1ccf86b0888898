"""The actions a unit moves, under lock, with what their moves ask: read for all of them at once."""

from collections.abc import Collection
from functools import cached_property
from uuid import UUID

from backend.actions.counts import Counts
from backend.actions.models import Action
from backend.actions.operations.dependencies import locked_with_successors
from backend.actions.operations.opening import hold_plans_of
from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.errors import NotVisible


class Desk:
    """For one action or for hundreds the same number of statements.

    `returning` are those that are to be open again, which the plan they are in must allow.
    """

    def __init__(
        self, unit: Unit, *, action_ids: Collection[UUID], returning: Collection[UUID] = ()
    ) -> None:
        self._unit = unit
        if returning:
            hold_plans_of(unit, action_ids=returning)
        # Their successors with them: a move may put these in danger, or out of it.
        self._actions = locked_with_successors(unit, action_ids=action_ids)
        self.counts = Counts(self._actions)

    def action(self, action_id: UUID) -> Action:
        """Raises NotVisible."""
        try:
            return self._actions[action_id]
        except KeyError:
            raise NotVisible from None

    @cached_property
    def holders(self) -> Holders:
        return Holders.around(self._actions.values(), at=self._unit.at)
