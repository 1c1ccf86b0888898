"""Open work of a plan goes on in the plan that took its place: carried there, or merged."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from backend.actions.models import Action, ActionState, Carriage, Outturn, Plan, Priority
from backend.actions.operations.dependencies import locked_with_successors
from backend.actions.operations.moves import withdraw_action
from backend.actions.operations.opening import (
    hold_plan,
    locked_action,
    opened,
    refuse_closed,
)
from backend.actions.operations.plans import named, refuse_rolled_over
from backend.actions.operations.telling import acting_for, sponsors_of
from backend.actions.policy import ADMINISTRATOR, SPONSOR, require_standing
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, GuardFailed, InputRefused, Unmet
from backend.people.policy import Standing


class MergedIntoClosed(Conflict):
    """The action that is to go on with the work is closed itself."""

    code = "merged_into_closed"


@dataclass(frozen=True)
class Destination:
    plan: Plan
    priority: Priority | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of an action, where it stood before."""

    outturn: Outturn
    from_plan_id: UUID
    from_priority_id: UUID | None
    reason: str
    to_plan_id: UUID | None = None
    to_priority_id: UUID | None = None
    into: Action | None = None


def carry_action_forward(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    plan_id: UUID,
    reason: str,
    priority_id: UUID | None = None,
) -> Action:
    """The very same action, with all that hangs on it; open actions nested in it go along."""
    hold_plan(unit, plan_id=plan_id)
    nested = _nested_in(action_id)
    locked_with_successors(unit, action_ids=[action_id, *nested])
    action, standing = opened(
        unit, operation="carry_action_forward", action_id=action_id, version=version
    )
    refuse_closed(action, "carry it forward")
    plan = named(unit, model=Plan, row_id=plan_id, pointer="#/plan")
    refuse_no_successor(plan, of=action.plan_id, pointer="#/plan")
    refuse_rolled_over(plan)
    destination = Destination(plan, _priority_in(unit, plan, priority_id), reason)
    children = [_child(unit, one) for one in nested]
    _refuse_without_priority([action, *(child for child, _ in children)], destination)
    _carried(unit, action, standing, destination)
    for child, theirs in children:
        _carried(unit, child, theirs, destination)
    return action


def merge_action(
    unit: Unit, *, action_id: UUID, version: int, into_id: UUID, reason: str
) -> Action:
    """Withdrawn, with everything that stands against that; the other goes on with its work."""
    locked_with_successors(unit, action_ids=[action_id, into_id])
    action, standing = opened(unit, operation="merge_action", action_id=action_id, version=version)
    refuse_closed(action, "merge it into another")
    into = _into(unit, action, into_id)
    withdrawn = withdraw_action(unit, action_id=action_id, version=version, reason=reason)
    outcome = Outcome(
        Outturn.MERGED,
        action.plan_id,
        action.priority_id,
        reason,
        to_plan_id=into.plan_id,
        to_priority_id=into.priority_id,
        into=into,
    )
    told = {
        *sponsors_of(into.priority_id, at=unit.at),
        *acting_for(into.lead_id, at=unit.at),
    }
    account_for(unit, action=action, outcome=outcome, standing=standing, told=told)
    return withdrawn.action


def account_for(
    unit: Unit, *, action: Action, outcome: Outcome, standing: Standing, told: Iterable[UUID] = ()
) -> Carriage:
    """Internal: what became of the action. Said again of one that had come back since."""
    carriage = Carriage.objects.filter(
        action=action, from_plan_id=outcome.from_plan_id
    ).first() or Carriage(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        from_plan_id=outcome.from_plan_id,
    )
    carriage.outturn = outcome.outturn
    carriage.from_priority_id = outcome.from_priority_id
    carriage.to_plan_id, carriage.to_priority_id = outcome.to_plan_id, outcome.to_priority_id
    carriage.into, carriage.reason = outcome.into, outcome.reason
    return unit.record(
        "action.accounted_for",
        carriage,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[one for one in told if one != unit.by.id],
    )


def refuse_no_successor(plan: Plan, *, of: UUID, pointer: str) -> None:
    """Raises InputRefused unless `plan` succeeds the other, directly or later."""
    if of not in predecessors_of(plan):
        sentence = "This plan does not succeed that of the action. Name one that does."
        raise InputRefused([Fault("not_a_successor", sentence, pointer)])


def predecessors_of(plan: Plan) -> list[UUID]:
    """From the nearest on. A plan is given its predecessor when it is made, so the chain ends."""
    found: list[UUID] = []
    before = plan.succeeds_id
    while before is not None:
        found.append(before)
        before = Plan.objects.values_list("succeeds_id", flat=True).get(id=before)
    return found


def _nested_in(action_id: UUID) -> list[UUID]:
    """The open actions nested in it, at any depth; one that is closed stays with what it held."""
    found: list[UUID] = []
    level = [action_id]
    while level:
        rows = Action.objects.open().filter(parent__in=level).order_by("id")
        level = list(rows.values_list("id", flat=True))
        found += level
    return found


def _child(unit: Unit, action_id: UUID) -> tuple[Action, Standing]:
    action = locked_action(unit, action_id=action_id)
    return action, require_standing(unit.by, "carry_action_forward", action)


def _priority_in(unit: Unit, plan: Plan, priority_id: UUID | None) -> Priority | None:
    if priority_id is None:
        return None
    return named(unit, model=Priority, row_id=priority_id, pointer="#/priority", plan_id=plan.id)


def _refuse_without_priority(actions: Iterable[Action], destination: Destination) -> None:
    """Only while it is proposed has an action no priority."""
    if destination.priority is not None:
        return
    if any(action.state != ActionState.PROPOSED for action in actions):
        sentence = "Name the priority of the other plan: only while proposed an action has none."
        raise GuardFailed([Unmet("priority_missing", sentence, (SPONSOR, ADMINISTRATOR))])


def _carried(unit: Unit, action: Action, standing: Standing, destination: Destination) -> None:
    outcome = Outcome(
        Outturn.CARRIED,
        action.plan_id,
        action.priority_id,
        destination.reason,
        to_plan_id=destination.plan.id,
        to_priority_id=destination.priority.id if destination.priority else None,
    )
    told = {
        *sponsors_of(action.priority_id, at=unit.at),
        *sponsors_of(outcome.to_priority_id, at=unit.at),
        *acting_for(action.lead_id, at=unit.at),
    }
    action.plan, action.priority = destination.plan, destination.priority
    unit.record(
        "action.carried_forward",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[one for one in told if one != unit.by.id],
        reason=destination.reason,
    )
    account_for(unit, action=action, outcome=outcome, standing=standing)


def _into(unit: Unit, action: Action, into_id: UUID) -> Action:
    into = named(unit, model=Action, row_id=into_id, pointer="#/into")
    if into.id == action.id:
        sentence = "An action is not merged into itself. Name another."
        raise InputRefused([Fault("wrong_kind", sentence, "#/into")])
    if into.plan_id != action.plan_id:
        refuse_no_successor(into.plan, of=action.plan_id, pointer="#/into")
    if into.is_closed:
        raise MergedIntoClosed(
            f"The action to go on with it is {into.get_state_display().lower()}. Name an open one."
        )
    return into
