"""Which action waits for which, and which of them that endangers.

A successor is threatened while an action it depends on, not done, is withdrawn or due after the
successor's own start (its due date, where no start is planned).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Final
from uuid import UUID

from django.db import OperationalError
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from backend.actions.models import Action, ActionState, Dependency
from backend.actions.operations.opening import locked_actions, refuse_closed
from backend.actions.operations.telling import answering_for_many
from backend.actions.policy import require_standing
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.operations.organisations import take_turns
from backend.people.policy import Standing

LOCK_NOT_AVAILABLE: Final = "55P03"  # PostgreSQL's own code
ENDANGERS: Final = Q(predecessor__state=ActionState.WITHDRAWN) | (
    ~Q(predecessor__state=ActionState.DONE)
    & Q(predecessor__due_on__gt=Coalesce(F("successor__starts_on"), F("successor__due_on")))
)


class AlreadyDepends(Conflict):
    """The action already depends on that one."""

    code = "already_depends"


class PredecessorWithdrawn(Conflict):
    """The action to wait for is withdrawn: it would be waited for in vain."""

    code = "predecessor_withdrawn"


class DependencyCycle(Conflict):
    """The actions would wait for each other: `path` leads from the action round to itself."""

    code = "dependency_cycle"
    remedy = "End one of the dependencies along `path`, or leave this one out."


class DependencyEnded(Conflict):
    """The action no longer depends on that one."""

    code = "dependency_ended"


class DependenciesChanged(Conflict):
    """Someone else was just changing what depends on the action."""

    code = "dependencies_changed"
    remedy = "Nothing was kept. Send the same request again."


def add_dependency(
    unit: Unit, *, action_id: UUID, predecessor_id: UUID, reason: str = ""
) -> Dependency:
    """The action waits for the predecessor."""
    # Of two who tie A to B and B to A, the second looks for a cycle after the first is done.
    take_turns(unit)
    locked = locked_actions(unit, action_ids=[action_id, predecessor_id])
    successor, standing = _opened(unit, "add_dependency", locked, action_id)
    refuse_closed(successor, "make it depend on another")
    predecessor = _named(locked, successor, predecessor_id)
    _refuse_second(successor, predecessor)
    _refuse_cycle(unit, successor, predecessor)
    dependency = unit.record(
        "dependency.added",
        Dependency(
            partnership_id=successor.partnership_id,
            audience=successor.audience,
            predecessor=predecessor,
            successor=successor,
            reason=reason,
        ),
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=_answering(unit, predecessor),
    )
    _review(unit, {successor.id})
    return dependency


def remove_dependency(unit: Unit, *, dependency_id: UUID, version: int, reason: str) -> Dependency:
    """The row stays: what waited for what, and until when, is part of the record."""
    found = Dependency.objects.visible_to(unit.by).filter(id=dependency_id).first()
    if found is None:
        raise NotVisible
    locked = locked_actions(unit, action_ids=[found.successor_id, found.predecessor_id])
    successor, standing = _opened(unit, "remove_dependency", locked, found.successor_id)
    dependency = (
        Dependency.objects.select_for_update(of=("self",))
        .select_related("predecessor")
        .get(id=dependency_id)
    )
    if dependency.version != version:
        raise Stale(dependency.version)
    refuse_closed(successor, "change what it depends on")
    if dependency.ended_at is not None:
        raise DependencyEnded("This action no longer depends on that one.")
    dependency.ended_at = unit.at
    unit.record(
        "dependency.removed",
        dependency,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=_answering(unit, dependency.predecessor),
        reason=reason,
    )
    _review(unit, {successor.id})
    return dependency


def locked_with_successors(unit: Unit, *, action_ids: Collection[UUID]) -> dict[UUID, Action]:
    """Those of `action_ids` that the actor can see; what depends on them is locked with them.

    Every operation that can threaten another action begins here: whoever locks several actions
    takes them all at once and in one order, so that no two ever wait for each other.
    """
    locked = locked_actions(unit, action_ids={*action_ids, *_successors_of(action_ids)})
    return {one: locked[one] for one in action_ids if one in locked}


def review_threats(unit: Unit, *, action_ids: Collection[UUID]) -> dict[UUID, Action]:
    """After dates or states of these were saved: they themselves and what depends on them.

    A row that changed has a new version: whoever still holds it in memory goes on with this one.
    """
    return _review(unit, {*action_ids, *_successors_of(action_ids)})


def _opened(
    unit: Unit, operation: str, locked: Mapping[UUID, Action], action_id: UUID
) -> tuple[Action, Standing]:
    action = locked.get(action_id)
    if action is None:
        raise NotVisible
    return action, require_standing(unit.by, operation, action)


def _named(locked: Mapping[UUID, Action], successor: Action, predecessor_id: UUID) -> Action:
    if predecessor_id == successor.id:
        raise InputRefused(
            [Fault("same_action", "Name another action: none waits for itself.", "#/predecessor")]
        )
    predecessor = locked.get(predecessor_id)
    if predecessor is None:
        raise InputRefused(
            [Fault("unknown_reference", "No action has this id. Check it.", "#/predecessor")]
        )
    # One that is done may be named: it says what the work rests on, and endangers nothing.
    if predecessor.state == ActionState.WITHDRAWN:
        raise PredecessorWithdrawn(
            "That action is withdrawn. Depend on another, or have it reinstated first."
        )
    return predecessor


def _refuse_second(successor: Action, predecessor: Action) -> None:
    live = successor.predecessor_links.filter(predecessor=predecessor, ended_at=None)
    if live.exists():
        raise AlreadyDepends("This action already depends on that one.")


def _refuse_cycle(unit: Unit, successor: Action, predecessor: Action) -> None:
    way = _way(_waiting(unit), successor.id, predecessor.id)
    if not way:
        return
    rows = Action.objects.visible_to(unit.by).filter(id__in=way)
    titles = dict(rows.values_list("id", "title"))
    raise DependencyCycle(
        "That action already waits for this one, directly or by way of others.",
        # What its reader cannot see stays without its title.
        path=[{"id": str(one), "title": titles.get(one)} for one in (*way, successor.id)],
    )


def _waiting(unit: Unit) -> Mapping[UUID, list[UUID]]:
    """By action, those that wait for it.

    Every dependency of the partnership in one statement: to ask step by step would take as many
    as the longest chain has links. Two ids a row; revisit past a hundred thousand of them.
    """
    live = Dependency.objects.filter(partnership_id=unit.by.partnership_id, ended_at=None)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for before, after in live.order_by("id").values_list("predecessor_id", "successor_id"):
        found[before].append(after)
    return found


def _way(waiting: Mapping[UUID, list[UUID]], start: UUID, goal: UUID) -> list[UUID]:
    """The shortest, both ends included; empty when none leads there."""
    came_from: dict[UUID, UUID] = {}
    ahead = deque([start])
    while ahead and goal not in came_from:
        here = ahead.popleft()
        for there in waiting.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                ahead.append(there)
    if goal not in came_from:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _successors_of(action_ids: Iterable[UUID]) -> set[UUID]:
    live = Dependency.objects.filter(predecessor_id__in=list(action_ids), ended_at=None)
    return set(live.values_list("successor_id", flat=True))


def _review(unit: Unit, action_ids: Collection[UUID]) -> dict[UUID, Action]:
    """A handful of statements however many there are, and one more for each that changes."""
    actions = _held(action_ids)
    by = _endangered_by(action_ids)
    threatened = [one for one in actions if one.id in by and not one.is_closed]
    marked = [one for one in threatened if one.threatened_at is None]
    safe = {one.id for one in actions} - {one.id for one in threatened}
    lifted = [one for one in actions if one.id in safe and one.threatened_at is not None]
    told = answering_for_many([*marked, *lifted], at=unit.at)
    for action in marked:
        action.threatened_at = unit.at
        listeners = told[action.id] - {unit.by.id}
        unit.record("action.threatened", action, told=listeners, predecessors=by[action.id])
    for action in lifted:
        action.threatened_at = None
        unit.record("action.threat_lifted", action, told=told[action.id] - {unit.by.id})
    return {one.id: one for one in chain(marked, lifted)}


def _held(action_ids: Collection[UUID]) -> list[Action]:
    """All of them are locked already, in order, but for what was made to depend on one of them
    while that one was waited for. To wait for such a late one as well could be to wait for each
    other, so it is taken only if it is free.
    """
    if not action_ids:
        return []
    rows = Action.objects.filter(id__in=action_ids).order_by("id")
    try:
        return list(rows.select_for_update(of=("self",), nowait=True))
    except OperationalError as busy:
        if getattr(busy.__cause__, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise DependenciesChanged(
            "What depends on this action was being changed at this moment. Try again."
        ) from busy


def _endangered_by(action_ids: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
    """Of each action that is endangered, by which: as the database has them now."""
    if not action_ids:
        return {}
    live = Dependency.objects.filter(successor_id__in=action_ids, ended_at=None)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    pairs = live.filter(ENDANGERS).order_by("predecessor_id")
    for after, before in pairs.values_list("successor_id", "predecessor_id"):
        found[after].append(before)
    return found


def _answering(unit: Unit, predecessor: Action) -> set[UUID]:
    return answering_for_many([predecessor], at=unit.at)[predecessor.id] - {unit.by.id}
