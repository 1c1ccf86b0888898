"""How every operation on an action begins: under lock, in the order of refusal."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from backend.actions.models import Action
from backend.actions.policy import require_standing
from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused, NotVisible, Stale, WrongState
from backend.people.policy import Standing


def locked_action(unit: Unit, *, action_id: UUID) -> Action:
    """Locked until commit; its plan is loaded with it. Raises NotVisible."""
    action = (
        Action.objects.visible_to(unit.by)
        # Only the action's own row: what it points to may be null, and is not changed here.
        .select_for_update(of=("self",))
        .select_related("priority", "lead")
        .filter(id=action_id)
        .first()
    )
    if action is None:
        raise NotVisible
    return action


def locked_actions(unit: Unit, *, action_ids: Iterable[UUID]) -> dict[UUID, Action]:
    """Locked until commit, in the one order in which several are; those hidden are left out."""
    rows = (
        Action.objects.filter(partnership_id=unit.by.partnership_id, id__in=set(action_ids))
        .select_for_update(of=("self",))
        .select_related("priority", "lead")
        .order_by("id")
    )
    return {row.id: row for row in rows if row.audience in unit.by.audiences}


def opened(
    unit: Unit, *, operation: str, action_id: UUID, version: int | None
) -> tuple[Action, Standing]:
    """404, 403, then 412. `version` is None for what only adds to an action."""
    action = locked_action(unit, action_id=action_id)
    standing = require_standing(unit.by, operation, action)
    if version is not None and action.version != version:
        raise Stale(action.version)
    return action, standing


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
    if day > unit.on:
        raise InputRefused(
            [Fault("in_the_future", "Enter a date that is not in the future.", pointer)]
        )
