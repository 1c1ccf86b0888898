"""A plan is rolled over into the one that succeeds it: every open action, or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from backend.actions.models import Action, Outturn, Plan, Priority
from backend.actions.operations.carrying import (
    Outcome,
    account_for,
    carry_action_forward,
    merge_action,
    refuse_no_successor,
)
from backend.actions.operations.dependencies import (
    DependenciesChanged,
    locked_with_successors,
)
from backend.actions.operations.moves import withdraw_action
from backend.actions.operations.plans import named, refuse_rolled_over
from backend.actions.policy import ADMINISTRATOR, BY_THE_SPONSOR, SPONSOR, require_standing
from backend.audit.unit import Unit
from backend.errors import (
    Conflict,
    Fault,
    GuardFailed,
    InputRefused,
    NotVisible,
    Refused,
    Stale,
    Unmet,
)
from backend.people.models import Appointment
from backend.people.policy import require_administrator


@dataclass(frozen=True)
class Item:
    """What is to become of one action, and which version of it that was decided on."""

    action_id: UUID
    version: int
    outturn: str
    reason: str
    priority_id: UUID | None = None
    into_id: UUID | None = None


class ItemsRefused(Conflict):
    """Some items cannot be done: nothing was changed, and `items` tells of each."""

    code = "items_refused"

    def __init__(self, refused: list[tuple[int, Refused]]) -> None:
        super().__init__(
            f"{len(refused)} of the items cannot be done, so nothing was changed. "
            "Settle what `items` tells of each and try again."
        )
        self.refused = refused


def roll_over_plan(
    unit: Unit, *, plan_id: UUID, version: int, to_id: UUID, items: Sequence[Item]
) -> Plan:
    """Each item by the very operation and with the caller's own rights."""
    plan = _opened(unit, plan_id)
    standing = require_administrator(unit.by, "roll a plan over")
    if plan.version != version:
        raise Stale(plan.version)
    refuse_rolled_over(plan)
    successor = named(unit, model=Plan, row_id=to_id, pointer="#/to")
    refuse_no_successor(successor, of=plan.id, pointer="#/to")
    _refuse_bad_items(items)
    locked_with_successors(unit, action_ids=_concerned(items))
    refused = list(_done(unit, plan, successor, items))
    if refused:
        raise ItemsRefused(sorted(refused, key=lambda one: one[0]))
    _refuse_open(plan)
    plan.rolled_over_at = unit.at
    return unit.record(
        "plan.rolled_over",
        plan,
        org=standing.org,
        told=[one for one in _sponsors_of(unit, plan) if one != unit.by.id],
        to=successor.id,
    )


def _opened(unit: Unit, plan_id: UUID) -> Plan:
    rows = Plan.objects.visible_to(unit.by).select_for_update(of=("self",), no_key=True)
    plan = rows.filter(id=plan_id).first()
    if plan is None:
        raise NotVisible
    return plan


def _concerned(items: Sequence[Item]) -> list[UUID]:
    return [one for item in items for one in (item.action_id, item.into_id) if one is not None]


def _refuse_bad_items(items: Sequence[Item]) -> None:
    faults: list[Fault] = []
    seen: set[UUID] = set()
    for place, item in enumerate(items):
        if item.action_id in seen:
            faults.append(
                Fault("named_twice", "Name each action once alone.", f"#/items/{place}/action")
            )
        seen.add(item.action_id)
        if item.outturn == "merge" and item.into_id is None:
            sentence = "Enter the action that goes on with its work."
            faults.append(Fault("required", sentence, f"#/items/{place}/into"))
    if faults:
        raise InputRefused(faults)


def _done(
    unit: Unit, plan: Plan, successor: Plan, items: Sequence[Item]
) -> Iterator[tuple[int, Refused]]:
    """What is nested goes before what it is nested in, as by hand. Yields each refusal."""
    depths = _depths([item.action_id for item in items])
    for place, item in sorted(enumerate(items), key=lambda one: -depths[one[1].action_id]):
        try:
            _do(unit, plan, successor, item)
        except DependenciesChanged:
            # Said of a lock that was refused, which ends the whole transaction.
            raise
        except Refused as refused:
            yield place, _placed(refused, place)


def _do(unit: Unit, plan: Plan, successor: Plan, item: Item) -> None:
    if not Action.objects.visible_to(unit.by).filter(id=item.action_id, plan=plan).exists():
        sentence = "No action in this plan has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/action")])
    if item.outturn == "carry":
        carry_action_forward(
            unit,
            action_id=item.action_id,
            version=item.version,
            plan_id=successor.id,
            priority_id=item.priority_id,
            reason=item.reason,
        )
    elif item.outturn == "merge" and item.into_id is not None:
        merge_action(
            unit,
            action_id=item.action_id,
            version=item.version,
            into_id=item.into_id,
            reason=item.reason,
        )
    else:
        _close(unit, item)


def _close(unit: Unit, item: Item) -> None:
    moved = withdraw_action(
        unit, action_id=item.action_id, version=item.version, reason=item.reason
    )
    action = moved.action
    outcome = Outcome(Outturn.CLOSED, action.plan_id, action.priority_id, item.reason)
    standing = require_standing(unit.by, "withdraw_action", action)
    account_for(unit, action=action, outcome=outcome, standing=standing)


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


def _depths(action_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How deep each is nested among the others."""
    parents = dict(Action.objects.filter(id__in=action_ids).values_list("id", "parent_id"))
    depths = {}
    for one in action_ids:
        depth, above = 0, parents.get(one)
        while above in parents:
            depth, above = depth + 1, parents[above]
        depths[one] = depth
    return depths


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


def _sponsors_of(unit: Unit, plan: Plan) -> list[UUID]:
    held = Appointment.objects.in_force(unit.at).filter(
        role__in=BY_THE_SPONSOR, on_id__in=Priority.objects.filter(plan=plan).values("id")
    )
    return list(held.order_by("actor_id").values_list("actor_id", flat=True).distinct())
