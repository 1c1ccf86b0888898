"""A plan is rolled over into the one that succeeds it: every open action, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from backend.actions.models import Action, Plan, Priority
from backend.actions.operations.bulk import BulkRefused, Verdict
from backend.actions.operations.bulk import Item as Asked
from backend.actions.operations.carrying import (
    carry_within,
    close_within,
    leaving,
    merge_within,
    refuse_no_successor,
)
from backend.actions.operations.convoy import Convoy
from backend.actions.operations.dependencies import review_threats
from backend.actions.operations.plans import named, refuse_rolled_over
from backend.actions.operations.telling import Holders
from backend.actions.policy import ADMINISTRATOR, SPONSOR
from backend.audit.unit import Unit
from backend.errors import (
    Fault,
    GuardFailed,
    InputRefused,
    NotVisible,
    Refused,
    Stale,
    Unmet,
)
from backend.people.policy import require_administrator


class Wanted(StrEnum):
    """What is to become of an action."""

    CARRY = "carry"
    MERGE = "merge"
    CLOSE = "close"


OPERATIONS: Final = {
    Wanted.CARRY: "carry_action_forward",
    Wanted.MERGE: "merge_action",
    Wanted.CLOSE: "withdraw_action",
}


@dataclass(frozen=True)
class Item:
    """What is to become of one action, and which version of it that was decided on."""

    action_id: UUID
    version: int
    outturn: str
    reason: str
    priority_id: UUID | None = None
    into_id: UUID | None = None


Placed = tuple[int, Item]


def roll_over_plan(
    unit: Unit, *, plan_id: UUID, version: int, to_id: UUID, items: Sequence[Item]
) -> Plan:
    """Each item as the operation alone would do it, and with the caller's own rights."""
    plan = _opened(unit, plan_id)
    standing = require_administrator(unit.by, "roll a plan over")
    if plan.version != version:
        raise Stale(plan.version)
    refuse_rolled_over(plan)
    successor = named(unit, model=Plan, row_id=to_id, pointer="#/to")
    refuse_no_successor(successor, of=plan.id, pointer="#/to")
    _do_all(unit, plan, successor, items)
    _refuse_open(plan)
    plan.rolled_over_at = unit.at
    return unit.record(
        "plan.rolled_over",
        plan,
        org=standing.org,
        told=_sponsors_in(unit, plan) - {unit.by.id},
        to=successor.id,
    )


def _opened(unit: Unit, plan_id: UUID) -> Plan:
    rows = Plan.objects.visible_to(unit.by).select_for_update(of=("self",), no_key=True)
    plan = rows.filter(id=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def _do_all(unit: Unit, plan: Plan, successor: Plan, items: Sequence[Item]) -> None:
    """Carried first: what stays behind is then rid of it. Raises BulkRefused."""
    carried = [one for one in enumerate(items) if one[1].outturn == Wanted.CARRY]
    closed = [one for one in enumerate(items) if one[1].outturn != Wanted.CARRY]
    convoy = _convoy(unit, carried, closed)
    refused: dict[int, Refused] = {}
    for turn in (carried, _deepest_first(convoy, closed)):
        # Saved between the two: what is closed asks the database what is still nested in it.
        with unit.gathering():
            for place, item in turn:
                try:
                    _do(unit, convoy, plan, successor, item)
                except Refused as one:
                    refused[place] = _placed(one, place)
    if refused:
        raise BulkRefused(
            [Verdict(_asked(one), refused=refused.get(place)) for place, one in enumerate(items)]
        )
    # At the end for all of them: a mark gives its action another version than the item names.
    with unit.gathering():
        review_threats(unit, action_ids=[item.action_id for _, item in closed])


def _convoy(unit: Unit, carried: Sequence[Placed], closed: Sequence[Placed]) -> Convoy:
    return Convoy(
        unit,
        carried=[item.action_id for _, item in carried],
        closed=[item.action_id for _, item in closed],
        beside=[item.into_id for _, item in closed if item.into_id is not None],
        priorities=[item.priority_id for _, item in carried if item.priority_id is not None],
    )


def _do(unit: Unit, convoy: Convoy, plan: Plan, successor: Plan, item: Item) -> None:
    found = convoy.find(item.action_id)
    if found is None or found.plan_id != plan.id:
        sentence = "No action in this plan has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/action")])
    if item.outturn == Wanted.CARRY:
        _carry(unit, convoy, successor, item)
    elif item.outturn == Wanted.MERGE:
        # The shape of the request asks for it.
        assert item.into_id is not None
        merge_within(
            unit,
            convoy=convoy,
            action_id=item.action_id,
            version=item.version,
            into_id=item.into_id,
            reason=item.reason,
        )
    else:
        close_within(
            unit,
            convoy=convoy,
            action_id=item.action_id,
            version=item.version,
            reason=item.reason,
        )


def _carry(unit: Unit, convoy: Convoy, successor: Plan, item: Item) -> None:
    action, standing = leaving(
        unit,
        convoy=convoy,
        operation=OPERATIONS[Wanted.CARRY],
        action_id=item.action_id,
        version=item.version,
    )
    refuse_rolled_over(successor)
    carry_within(
        unit,
        convoy=convoy,
        action=action,
        standing=standing,
        plan=successor,
        priority_id=item.priority_id,
        reason=item.reason,
    )


def _asked(item: Item) -> Asked:
    operation = OPERATIONS[Wanted(item.outturn)]
    return Asked(operation, item.action_id, item.version, {"reason": item.reason})


def _placed(refused: Refused, place: int) -> Refused:
    """Its faults point into the item."""
    if not isinstance(refused, InputRefused):
        return refused
    return InputRefused(
        [
            Fault(one.code, one.detail, f"#/items/{place}{(one.pointer or '#')[1:]}")
            for one in refused.faults
        ]
    )


def _deepest_first(convoy: Convoy, items: Sequence[Placed]) -> list[Placed]:
    """What is nested goes before what it is nested in, as by hand."""
    found = [convoy.find(item.action_id) for _, item in items]
    parents = {one.id: one.parent_id for one in found if one is not None}
    return sorted(items, key=lambda one: -_depth(parents, one[1].action_id))


def _depth(parents: dict[UUID, UUID | None], action_id: UUID) -> int:
    """How deep it is nested among the others."""
    depth, above = 0, parents.get(action_id)
    while above in parents:
        depth, above = depth + 1, parents[above]
    return depth


def _refuse_open(plan: Plan) -> None:
    left = Action.objects.open().filter(plan=plan).count()
    if left:
        raise GuardFailed(
            [
                Unmet(
                    "open_actions_left",
                    f"Carry, merge or close the actions still open in this plan: {left}.",
                    (SPONSOR, ADMINISTRATOR),
                )
            ]
        )


def _sponsors_in(unit: Unit, plan: Plan) -> set[UUID]:
    priorities = list(
        Priority.objects.filter(plan=plan).order_by("id").values_list("id", flat=True)
    )
    holders = Holders(priorities, at=unit.at)
    return {actor for one in priorities for actor in holders.sponsors_of(one)}
