"""How every operation on an action begins: under lock, in the order of refusal."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from backend.actions.models import Action
from backend.actions.policy import require_standing
from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused, NotVisible, Stale, WrongState
from backend.people.policy import Standing


def locked_actions(unit: Unit, *, action_ids: Iterable[UUID]) -> dict[UUID, Action]:
    """Locked until commit, with their plans, priorities and leads; those hidden are left out."""
    rows = (
        Action.objects.filter(partnership_id=unit.by.partnership_id, id__in=set(action_ids))
        # Only the actions' own rows: what they point to may be null, and is not changed here.
        .select_for_update(of=("self",))
        .select_related("plan", "priority", "lead")
        # In one order by everyone: two units that want the same rows never wait in a ring.
        .order_by("id")
    )
    return {row.id: row for row in rows if row.audience in unit.by.audiences}


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
