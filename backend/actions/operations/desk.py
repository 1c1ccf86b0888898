"""The actions a unit moves, under lock, with what their moves ask: read for all of them at once."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from backend.actions.facts import Facts
from backend.actions.models import Action
from backend.actions.operations.opening import locked_actions
from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.errors import NotVisible


class Desk:
    """For one action or for hundreds the same number of statements."""

    def __init__(self, unit: Unit, *, action_ids: Iterable[UUID]) -> None:
        self._unit = unit
        self._actions = locked_actions(unit, action_ids=action_ids)
        self.facts = Facts(self._actions)

    def action(self, action_id: UUID) -> Action:
        """Raises NotVisible."""
        try:
            return self._actions[action_id]
        except KeyError:
            raise NotVisible from None

    @cached_property
    def holders(self) -> Holders:
        on = {one.priority_id for one in self._actions.values()}
        on |= {one.lead_id for one in self._actions.values()}
        return Holders(filter(None, on), at=self._unit.at)
