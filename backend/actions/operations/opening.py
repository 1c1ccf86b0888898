"""How every operation on an action begins: under lock, in the order of refusal."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from backend.actions.models import Action, Plan
from backend.actions.policy import require_standing
from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused, NotVisible, Stale, WrongState
from backend.people.policy import Standing


def locked_actions(unit: Unit, *, action_ids: Iterable[UUID]) -> dict[UUID, Action]:
    """Locked until commit, with their plans, priorities and leads; those hidden are left out.

    Everyone locks in one order, so that no two units wait for each other in a ring: the
    partnership, organisations, plans, actions by their ids, priorities, what hangs on an action.
    """
    own = Action.objects.filter(partnership_id=unit.by.partnership_id, id__in=set(action_ids))
    locked = own.select_for_update().order_by("id").values_list("id", flat=True)
    # What they point to is read in a statement of its own: after a wait for the lock, PostgreSQL
    # would look for the plan of now where the action pointed before.
    rows = Action.objects.filter(id__in=list(locked)).select_related("plan", "priority", "lead")
    return {row.id: row for row in rows.order_by("id") if row.audience in unit.by.audiences}


def hold_plan(unit: Unit, *, plan_id: UUID) -> None:
    hold_plans(unit, plan_ids=[plan_id])


def hold_plans(unit: Unit, *, plan_ids: Collection[UUID]) -> None:
    """Before any action, as a rollover does; but whoever accounts for an action of the plan only
    refers to it, and need not wait.
    """
    if plan_ids:
        _hold(Plan.objects.filter(partnership_id=unit.by.partnership_id, id__in=plan_ids))


def hold_plans_of(unit: Unit, *, action_ids: Iterable[UUID]) -> None:
    """Before the actions, as whoever rolls a plan over does: nothing comes back meanwhile."""
    plans = Action.objects.filter(id__in=set(action_ids)).order_by().values("plan_id")
    _hold(Plan.objects.filter(partnership_id=unit.by.partnership_id, id__in=plans))


def _hold(plans: QuerySet[Plan]) -> None:
    list(plans.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))


def locked_action(unit: Unit, *, action_id: UUID) -> Action:
    """Raises NotVisible."""
    found = locked_actions(unit, action_ids=[action_id])
    if action_id not in found:
        raise NotVisible
    return found[action_id]


def opened(
    unit: Unit, *, operation: str, action_id: UUID, version: int | None
) -> tuple[Action, Standing]:
    """404, 403, then 412. `version` is None for what only adds to an action."""
    action = locked_action(unit, action_id=action_id)
    return action, admitted(unit, operation=operation, action=action, version=version)


def admitted(unit: Unit, *, operation: str, action: Action, version: int | None) -> Standing:
    """403, then 412."""
    standing = require_standing(unit.by, operation, action)
    if version is not None and action.version != version:
        raise Stale(action.version)
    return standing


def refuse_closed(action: Action, deed: str) -> None:
    """Raises WrongState; `deed` completes "so you cannot …"."""
    if action.is_closed:
        raise WrongState(
            f"This action is {action.get_state_display().lower()}, so you cannot {deed}.",
            current_state=action.state,
        )


def refuse_late_start(*, starts_on: date | None, due_on: date | None, pointer: str) -> None:
    """Raises InputRefused; nothing is compared with a date that is not set."""
    if starts_on is not None and due_on is not None and starts_on > due_on:
        sentence = "The planned start must not be after the due date."
        raise InputRefused([Fault("ends_before_start", sentence, pointer)])


def refuse_future(unit: Unit, *, day: date, pointer: str) -> None:
    """Of what is said to have happened. Raises InputRefused."""
    faults = future_faults(day=day, today=unit.on, pointer=pointer)
    if faults:
        raise InputRefused(faults)


def future_faults(*, day: date, today: date, pointer: str) -> list[Fault]:
    if day <= today:
        return []
    return [Fault("in_the_future", "Enter a date that is not in the future.", pointer)]
