"""What the record says of actions beside their own rows: counted for all of them at once.

Each kind is asked of the database when a guard first wants it. What a unit changes meanwhile is
told here, since its rows may not be saved before the last of them is judged.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Max, Q

from backend.actions.models import CLOSED, Action, Evidence, Milestone, MilestoneState


class Counts:
    def __init__(self, action_ids: Iterable[UUID]) -> None:
        self._ids = list(action_ids)
        self._children_since: Counter[UUID] = Counter()

    def open_milestones(self, action: Action) -> int:
        """Mandatory ones."""
        return self._open_milestones.get(action.id, 0)

    def open_children(self, action: Action) -> int:
        return self._open_children.get(action.id, 0) + self._children_since[action.id]

    def has_evidence(self, action: Action, on: date) -> bool:
        """Some that counts on that day."""
        lasting, until = self._evidence.get(action.id, (0, None))
        return lasting > 0 or (until is not None and on <= until)

    def note_move(self, action: Action, *, was_closed: bool) -> None:
        """The action has left or joined the open children of the one it is nested in."""
        if action.parent_id is not None:
            self._children_since[action.parent_id] += was_closed - action.is_closed

    @cached_property
    def _open_milestones(self) -> dict[UUID, int]:
        rows = Milestone.objects.filter(
            action__in=self._ids, mandatory=True, state=MilestoneState.OPEN
        )
        return dict(rows.order_by().values_list("action").annotate(Count("id")))

    @cached_property
    def _open_children(self) -> dict[UUID, int]:
        rows = Action.objects.filter(parent__in=self._ids).exclude(state__in=CLOSED)
        return dict(rows.order_by().values_list("parent").annotate(Count("id")))

    @cached_property
    def _evidence(self) -> dict[UUID, tuple[int, date | None]]:
        """Of each action: how many items never expire, and the last day of the others."""
        rows = Evidence.objects.filter(action__in=self._ids).order_by().values_list("action")
        counted = rows.annotate(
            lasting=Count("id", filter=Q(expires_on=None)), until=Max("expires_on")
        )
        return {action_id: (lasting, until) for action_id, lasting, until in counted}
