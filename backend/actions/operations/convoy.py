"""Actions that leave a plan together: locked at once, and asked about all of them at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.db.models import F

from backend.actions.models import Action, Carriage, Plan, Priority
from backend.actions.operations.desk import Desk
from backend.actions.operations.plans import rows_named
from backend.actions.operations.telling import Holders
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible

Nesting = Mapping[UUID, list[UUID]]


class NestingChanged(Conflict):
    """Someone else was just changing which open actions are nested in this one."""

    code = "nesting_changed"
    remedy = "Nothing was kept. Send the same request again."


class Convoy:
    """`carried` go to another plan, with every open action nested in them; but for those that are
    among `carried` or `closed`, which have a fate of their own. `beside` are looked at alone.
    """

    def __init__(
        self,
        unit: Unit,
        *,
        carried: Collection[UUID] = (),
        closed: Iterable[UUID] = (),
        beside: Iterable[UUID] = (),
        priorities: Iterable[UUID] = (),
    ) -> None:
        self._unit = unit
        apart = {*carried, *closed}
        self._nesting = _nesting(carried, apart)
        self._goes = {*carried, *chain.from_iterable(self._nesting.values())}
        self._ids = {*self._goes, *apart, *beside}
        self._priority_ids = set(priorities)
        self.desk = Desk(unit, action_ids=self._ids)
        # Who nests an action in another locks that one: from here on nobody can.
        if _nesting(carried, apart) != self._nesting:
            raise NestingChanged(
                "Actions nested in this one were being changed at this moment. Try again."
            )

    def find(self, action_id: UUID) -> Action | None:
        try:
            return self.desk.action(action_id)
        except NotVisible:
            return None

    def along_with(self, action_id: UUID) -> Iterator[UUID]:
        """What is nested in it and goes where it goes."""
        for child in self._nesting.get(action_id, ()):
            yield child
            yield from self.along_with(child)

    def loses_parent(self, action: Action, to: Plan) -> bool:
        """What it is nested in neither goes along nor is there already."""
        parent = action.parent_id
        if parent is None or parent in self._goes:
            return False
        return self._plans_of_parents[parent] != to.id

    def priority(self, plan: Plan, priority_id: UUID) -> Priority:
        found = self._priorities.get(priority_id)
        if found is None or found.plan_id != plan.id:
            sentence = "No priority in this plan has this id. Check it."
            raise InputRefused([Fault("unknown_reference", sentence, "#/priority")])
        return found

    def said_of(self, action: Action, plan_id: UUID) -> Carriage | None:
        """What was said of it before, if it had come back since."""
        return self._said.get((action.id, plan_id))

    def sponsors_of(self, priority_id: UUID | None) -> set[UUID]:
        return {
            *self.desk.holders.sponsors_of(priority_id),
            *self._new_holders.sponsors_of(priority_id),
        }

    def acting_for(self, organisation_id: UUID | None) -> list[UUID]:
        return self.desk.holders.acting_for(organisation_id)

    @cached_property
    def _new_holders(self) -> Holders:
        return Holders(self._priority_ids, at=self._unit.at)

    @cached_property
    def _priorities(self) -> dict[UUID, Priority]:
        return rows_named(self._unit, model=Priority, row_ids=self._priority_ids)

    @cached_property
    def _plans_of_parents(self) -> dict[UUID, UUID]:
        rows = Action.objects.filter(children__in=self._goes)
        return dict(rows.order_by().values_list("id", "plan_id"))

    @cached_property
    def _said(self) -> dict[tuple[UUID, UUID], Carriage]:
        rows = Carriage.objects.filter(action__in=self._ids).order_by("id")
        return {(one.action_id, one.from_plan_id): one for one in rows}


def _nesting(roots: Collection[UUID], apart: Collection[UUID]) -> Nesting:
    """The open actions in each, at any depth and in the same plan; one that is closed stays with
    what it holds.
    """
    found: dict[UUID, list[UUID]] = {}
    level = list(roots)
    while level:
        nested = Action.objects.open().filter(parent__in=level, plan=F("parent__plan"))
        rows = nested.exclude(id__in=apart).order_by("id")
        level = []
        for child, parent in rows.values_list("id", "parent_id"):
            found.setdefault(parent, []).append(child)
            level.append(child)
    return found
