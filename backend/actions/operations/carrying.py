"""Open work of a plan goes on in the plan that took its place: carried there, or merged."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final  # handed on to `record`, which takes anything recordable
from uuid import UUID

from backend.actions.models import Action, ActionState, Carriage, Outturn, Plan, Priority
from backend.actions.operations.convoy import Convoy
from backend.actions.operations.dependencies import review_threats
from backend.actions.operations.moves import withdraw_action
from backend.actions.operations.opening import admitted, hold_plan, refuse_closed
from backend.actions.operations.plans import named, refuse_rolled_over
from backend.actions.policy import ADMINISTRATOR, SPONSOR, require_standing
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, GuardFailed, InputRefused, Unmet
from backend.people.policy import Standing

# The operations by which an action leaves a plan; what each is called of one that is closed.
LEAVES_BY: Final = {
    "carry_action_forward": "carry it forward",
    "merge_action": "merge it into another",
    "withdraw_action": "close it",
}


class MergedIntoClosed(Conflict):
    """The action that is to go on with the work is closed itself."""

    code = "merged_into_closed"


@dataclass(frozen=True)
class Destination:
    plan: Plan
    priority: Priority | None
    reason: str


@dataclass(frozen=True)
class Account:
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
    priorities = [] if priority_id is None else [priority_id]
    convoy = Convoy(unit, carried=[action_id], priorities=priorities)
    action, standing = leaving(
        unit, convoy=convoy, operation="carry_action_forward", action_id=action_id, version=version
    )
    plan = named(unit, model=Plan, row_id=plan_id, pointer="#/plan")
    refuse_no_successor(plan, of=action.plan_id, pointer="#/plan")
    refuse_rolled_over(plan)
    carry_within(
        unit,
        convoy=convoy,
        action=action,
        standing=standing,
        plan=plan,
        priority_id=priority_id,
        reason=reason,
    )
    return action


def merge_action(
    unit: Unit, *, action_id: UUID, version: int, into_id: UUID, reason: str
) -> Action:
    """Withdrawn, with everything that stands against that; the other goes on with its work."""
    convoy = Convoy(unit, beside=[action_id, into_id])
    action = merge_within(
        unit, convoy=convoy, action_id=action_id, version=version, into_id=into_id, reason=reason
    )
    return review_threats(unit, action_ids=[action.id]).get(action.id, action)


def leaving(
    unit: Unit, *, convoy: Convoy, operation: str, action_id: UUID, version: int
) -> tuple[Action, Standing]:
    """404, 403, 412, 409: of an action that is closed there is nothing left to account for."""
    action = convoy.desk.action(action_id)
    standing = admitted(unit, operation=operation, action=action, version=version)
    refuse_closed(action, LEAVES_BY[operation])
    return action, standing


def carry_within(
    unit: Unit,
    *,
    convoy: Convoy,
    action: Action,
    standing: Standing,
    plan: Plan,
    priority_id: UUID | None,
    reason: str,
) -> None:
    """Internal: the action that is leaving and what goes along, to a plan that may take them."""
    priority = None if priority_id is None else convoy.priority(plan, priority_id)
    children = [convoy.desk.action(one) for one in convoy.along_with(action.id)]
    going = [
        (action, standing),
        *((one, require_standing(unit.by, "carry_action_forward", one)) for one in children),
    ]
    destination = Destination(plan, priority, reason)
    _refuse_without_priority([one for one, _ in going], destination)
    for one, theirs in going:
        _carried(unit, convoy, one, theirs, destination)


def merge_within(
    unit: Unit, *, convoy: Convoy, action_id: UUID, version: int, into_id: UUID, reason: str
) -> Action:
    """Internal: whoever calls reviews afterwards what the withdrawal endangers."""
    action, standing = leaving(
        unit, convoy=convoy, operation="merge_action", action_id=action_id, version=version
    )
    into = _into(convoy, action, into_id)
    _withdrawn(unit, convoy, action, version, reason)
    account = Account(
        Outturn.MERGED,
        action.plan_id,
        action.priority_id,
        reason,
        to_plan_id=into.plan_id,
        to_priority_id=into.priority_id,
        into=into,
    )
    told = {*convoy.sponsors_of(into.priority_id), *convoy.acting_for(into.lead_id)}
    _account_for(unit, convoy, action, account, standing, told=told)
    return action


def close_within(
    unit: Unit, *, convoy: Convoy, action_id: UUID, version: int, reason: str
) -> Action:
    """Internal: withdrawn, and accounted for; whoever calls reviews what that endangers."""
    action, standing = leaving(
        unit, convoy=convoy, operation="withdraw_action", action_id=action_id, version=version
    )
    _withdrawn(unit, convoy, action, version, reason)
    account = Account(Outturn.CLOSED, action.plan_id, action.priority_id, reason)
    _account_for(unit, convoy, action, account, standing)
    return action


def refuse_no_successor(plan: Plan, *, of: UUID, pointer: str) -> None:
    """Raises InputRefused unless `plan` succeeds the other, directly or later."""
    if of not in predecessors_of(plan):
        sentence = "This plan does not succeed that of the action. Name one that does."
        raise InputRefused([Fault("not_a_successor", sentence, pointer)])


def predecessors_of(plan: Plan) -> Iterator[UUID]:
    """From the nearest on. A plan is given its predecessor when it is made, so the chain ends."""
    before = plan.succeeds_id
    while before is not None:
        yield before
        before = Plan.objects.values_list("succeeds_id", flat=True).get(id=before)


def _refuse_without_priority(actions: Iterable[Action], destination: Destination) -> None:
    """Only while it is proposed has an action no priority."""
    if destination.priority is not None:
        return
    if any(action.state != ActionState.PROPOSED for action in actions):
        sentence = "Name the priority of the other plan: only while proposed an action has none."
        raise GuardFailed([Unmet("priority_missing", sentence, (SPONSOR, ADMINISTRATOR))])


def _carried(
    unit: Unit, convoy: Convoy, action: Action, standing: Standing, destination: Destination
) -> None:
    account = Account(
        Outturn.CARRIED,
        action.plan_id,
        action.priority_id,
        destination.reason,
        to_plan_id=destination.plan.id,
        to_priority_id=destination.priority.id if destination.priority else None,
    )
    told = {
        *convoy.sponsors_of(action.priority_id),
        *convoy.sponsors_of(account.to_priority_id),
        *convoy.acting_for(action.lead_id),
    }
    given: dict[str, Any] = {"reason": destination.reason}
    if convoy.loses_parent(action, destination.plan):
        # Else it would stand against closing its parent, in a plan it has left.
        given["was_parent"], action.parent = action.parent_id, None
    action.plan, action.priority = destination.plan, destination.priority
    unit.record(
        "action.carried_forward",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=told - {unit.by.id},
        **given,
    )
    _account_for(unit, convoy, action, account, standing)


def _withdrawn(unit: Unit, convoy: Convoy, action: Action, version: int, reason: str) -> None:
    withdraw_action(unit, action_id=action.id, version=version, reason=reason, desk=convoy.desk)
    convoy.desk.counts.note_move(action, was_closed=False)


def _account_for(
    unit: Unit,
    convoy: Convoy,
    action: Action,
    account: Account,
    standing: Standing,
    told: Collection[UUID] = (),
) -> Carriage:
    """What became of the action. Said again of one that had come back since."""
    carriage = convoy.said_of(action, account.from_plan_id) or Carriage(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        from_plan_id=account.from_plan_id,
    )
    carriage.outturn = account.outturn
    carriage.from_priority_id = account.from_priority_id
    carriage.to_plan_id, carriage.to_priority_id = account.to_plan_id, account.to_priority_id
    carriage.into, carriage.reason = account.into, account.reason
    return unit.record(
        "action.accounted_for",
        carriage,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=set(told) - {unit.by.id},
    )


def _into(convoy: Convoy, action: Action, into_id: UUID) -> Action:
    into = convoy.find(into_id)
    if into is None:
        sentence = "No action has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/into")])
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
