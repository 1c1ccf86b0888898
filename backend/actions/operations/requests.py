"""Answering a request: what was asked is done by the very operation, in the answerer's name."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Final  # inputs are JSON
from uuid import UUID

from backend.actions.askable import askable_named
from backend.actions.models import Action, Request, RequestState
from backend.actions.operations.asking import take_back_request
from backend.actions.operations.bulk import MOVE_BY_NAME
from backend.actions.operations.dates import Redating, redate_action, reschedule_action
from backend.actions.operations.dependencies import locked_with_successors
from backend.actions.operations.opening import locked_action
from backend.actions.policy import require_answerer
from backend.audit.unit import Unit
from backend.errors import (
    Conflict,
    GuardFailed,
    InputRefused,
    NotAllowed,
    NotVisible,
    Stale,
    Unmet,
    WrongState,
)
from backend.people.policy import Standing

PERFORM: Final[Mapping[str, Callable[..., object]]] = {
    **MOVE_BY_NAME,
    reschedule_action.__name__: reschedule_action,
}


class RequestStale(Conflict):
    """The action has changed since the request was made, so it may no longer be what was meant."""

    code = "request_stale"


def accept_request(unit: Unit, *, request_id: UUID, version: int, note: str = "") -> Request:
    """Raises whatever the operation itself would: its guards are judged now.

    An input that was right when asked and is not any more (a day that has passed) is none of the
    answerer's: it is a fact that stands against it.
    """
    request, action, standing = _opened(unit, request_id, version)
    refuse_moved_on(request, action)
    given = typed_inputs(request.inputs)
    if request.operation == reschedule_action.__name__:
        given["requested_by"] = request.asked_by_id
    try:
        _performer(request.operation)(unit, action_id=action.id, version=action.version, **given)
    except InputRefused as refused:
        raise GuardFailed([Unmet(one.code, one.detail) for one in refused.faults]) from refused
    return _accepted(unit, request, standing, note)


def _performer(operation: str) -> Callable[..., object]:
    above = askable_named(operation)
    return above.perform if above else PERFORM[operation]


def refuse_moved_on(request: Request, action: Action) -> None:
    """Raises RequestStale."""
    if request.action_version != action.version:
        raise RequestStale(
            f"The action has changed since: the request speaks of version "
            f"{request.action_version}, and it is now {action.version}. Decline it, or ask for "
            "a new one."
        )


def approve_redatings(
    unit: Unit, *, request_ids: Collection[UUID], note: str, standing: Standing
) -> list[Request]:
    """Internal: part of recording a decision, which agrees to these dates in its forum's name.

    All of them are looked at before the first is done: one may move the action of another on.
    """
    found = Request.objects.visible_to(unit.by).filter(id__in=request_ids)
    actions = locked_with_successors(unit, action_ids=[one.action_id for one in found])
    rows = found.select_for_update(of=("self",)).filter(action__in=actions).order_by("id")
    requests = list(rows)
    for request in requests:
        assert request.operation == reschedule_action.__name__, "a decision agrees to dates alone"
        _refuse_answered(request, request.version)
        refuse_moved_on(request, actions[request.action_id])
    return [_redated(unit, request, standing, note) for request in requests]


def _redated(unit: Unit, request: Request, standing: Standing, note: str) -> Request:
    redate_action(
        unit,
        action=locked_action(unit, action_id=request.action_id),
        redating=Redating(
            **typed_inputs(request.inputs), requested_by=request.asked_by_id, agreed=True
        ),
        standing=standing,
    )
    return _accepted(unit, request, standing, note)


def _accepted(unit: Unit, request: Request, standing: Standing, note: str) -> Request:
    request.accept(by=unit.by.id, at=unit.at, answer=note)
    return unit.record(
        "request.accepted",
        request,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[request.asked_by_id],
    )


def decline_request(unit: Unit, *, request_id: UUID, version: int, note: str) -> Request:
    request, _, standing = _opened(unit, request_id, version)
    request.decline(by=unit.by.id, at=unit.at, answer=note)
    return unit.record(
        "request.declined",
        request,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=[request.asked_by_id],
    )


def withdraw_request(unit: Unit, *, request_id: UUID, version: int, note: str = "") -> Request:
    """By whoever made it."""
    request, _ = _locked(unit, request_id)
    refuse_others(unit.by.id, request)
    _refuse_answered(request, version)
    return take_back_request(unit, request=request, note=note)


def refuse_others(actor_id: UUID, request: Request) -> None:
    """Raises NotAllowed."""
    if request.asked_by_id != actor_id:
        raise NotAllowed("Only whoever made this request can withdraw it. Decline it instead.")


def _opened(unit: Unit, request_id: UUID, version: int) -> tuple[Request, Action, Standing]:
    """404, 403, 412, then 409: answered already."""
    request, action = _locked(unit, request_id)
    standing = require_answerer(unit.by, request.operation, action)
    _refuse_answered(request, version)
    return request, action, standing


def _locked(unit: Unit, request_id: UUID) -> tuple[Request, Action]:
    found = Request.objects.visible_to(unit.by).filter(id=request_id).first()
    if found is None:
        raise NotVisible
    # The action first, and with it whatever accepting the request may endanger.
    action = locked_with_successors(unit, action_ids=[found.action_id]).get(found.action_id)
    if action is None:
        raise NotVisible
    return Request.objects.select_for_update(of=("self",)).get(id=request_id), action


def _refuse_answered(request: Request, version: int) -> None:
    if request.version != version:
        raise Stale(request.version)
    if request.state != RequestState.OPEN:
        raise WrongState(
            f"This request was {request.state} already, so it cannot be answered again.",
            current_state=request.state,
        )


def typed_inputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Dates, which JSON has as text: by their names, which all end alike."""
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in inputs.items()
    }
