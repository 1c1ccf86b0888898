"""Putting a request: by whoever lacks the right, or whose right does not reach that far."""

from collections.abc import Iterable, Mapping
from typing import Any  # inputs are JSON
from uuid import UUID

from backend.actions.models import Action, Request, RequestState
from backend.actions.moves import ACTION_MOVES, PRIORITY_MISSING
from backend.actions.operations.desk import Desk, holders_at
from backend.actions.operations.opening import locked_action, refuse_closed
from backend.actions.policy import deed, refuse_auditor, standing
from backend.audit.unit import Unit
from backend.errors import Conflict, GuardFailed, Stale


class NothingToAsk(Conflict):
    """The caller may do themselves what they ask for."""

    code = "nothing_to_ask"


class AlreadyRequested(Conflict):
    """The same person asked for the same, of the same version, and waits for the answer."""

    code = "already_requested"


def ask_for_transition(
    unit: Unit,
    *,
    action_id: UUID,
    version: int,
    operation: str,
    inputs: Mapping[str, Any],
    note: str,
    desk: Desk | None = None,
) -> Request:
    """`inputs` as they were sent, checked for their shape; the facts are judged when accepted."""
    refuse_auditor(unit.by)
    action = desk.action(action_id) if desk else locked_action(unit, action_id=action_id)
    if action.version != version:
        raise Stale(action.version)
    if standing(unit.by, operation, action) is not None:
        raise NothingToAsk(f"You can {deed(operation)} yourself, so there is nothing to ask for.")
    if operation in ACTION_MOVES.named:
        ACTION_MOVES.refuse_wrong_state(action, ACTION_MOVES.named[operation])
    else:
        refuse_closed(action, deed(operation))
    return put_request(
        unit,
        action=action,
        operation=operation,
        inputs=inputs,
        note=note,
        org=unit.by.organisation_id,
        desk=desk,
    )


def put_request(
    unit: Unit,
    *,
    action: Action,
    operation: str,
    inputs: Mapping[str, Any],
    note: str,
    org: UUID | None,
    desk: Desk | None = None,
) -> Request:
    """Of the action as it is now, which is under lock; the sponsor is told.

    `org`: for which organisation the caller asks.
    """
    if action.priority_id is None:
        raise GuardFailed([PRIORITY_MISSING])
    if any(_is_same(unit, action, operation, one) for one in _asked(action, desk)):
        raise AlreadyRequested(
            "You have asked for this already. Wait for the answer, or withdraw that request first."
        )
    request = Request(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        action_version=action.version,
        operation=operation,
        inputs=dict(inputs),
        note=note,
        asked_by_id=unit.by.id,
        asked_at=unit.at,
    )
    told = holders_at(unit, desk=desk, action=action).sponsors_of(action.priority_id)
    unit.record("request.made", request, org=org, told=[one for one in told if one != unit.by.id])
    if desk:
        desk.note_request(request)
    return request


def take_back_request(
    unit: Unit, *, request: Request, note: str, org: UUID | None = None
) -> Request:
    """Internal: part of withdrawing one, and of a sync. It is open, and its action under lock."""
    request.withdraw(by=unit.by.id, at=unit.at, answer=note)
    return unit.record("request.withdrawn", request, org=org)


def _asked(action: Action, desk: Desk | None) -> Iterable[Request]:
    return desk.requests_of(action) if desk else Request.objects.filter(action=action)


def _is_same(unit: Unit, action: Action, operation: str, asked: Request) -> bool:
    return (
        asked.state == RequestState.OPEN
        and asked.operation == operation
        and asked.action_version == action.version
        and asked.asked_by_id == unit.by.id
    )
