"""Moves and dates that a source may not decide are asked for, and what is answered is heeded."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final  # inputs are JSON

from backend.actions import operations as actions
from backend.actions.models import ActionState, Request, RequestState
from backend.actions.operations.asking import put_request
from backend.actions.operations.opening import refuse_closed
from backend.actions.policy import deed
from backend.sync.hearing import FieldOutcome, Hearing, values_of
from backend.sync.models import Field
from backend.sync.reconcile import Judged, key_of

REDATE: Final = "reschedule_action"


def ask(
    hearing: Hearing, operation: str, inputs: Mapping[str, Any], judged: Judged
) -> FieldOutcome:
    """Of the sponsor, once for each thing said: not while it waits, nor once it is declined."""
    if hearing.action.priority_id is None:
        return FieldOutcome.WAITING
    if _is_asked(hearing, operation, judged):
        return FieldOutcome.UNCHANGED
    if operation == REDATE:
        _ask_for_date(hearing, inputs)
    else:
        actions.ask_for_transition(
            hearing.unit,
            action_id=hearing.action.id,
            version=hearing.action.version,
            operation=operation,
            inputs=inputs,
            note=hearing.note,
            desk=hearing.desk,
        )
    return FieldOutcome.REQUESTED


def _ask_for_date(hearing: Hearing, inputs: Mapping[str, Any]) -> None:
    """Also for whoever may set one themselves, only not so far off."""
    refuse_closed(hearing.action, deed(REDATE))
    put_request(
        hearing.unit,
        action=hearing.action,
        operation=REDATE,
        inputs=inputs,
        note=hearing.note,
        org=hearing.standing.org,
        desk=hearing.desk,
    )


def _is_asked(hearing: Hearing, operation: str, judged: Judged) -> bool:
    last = hearing.asked(operation)
    if last is None:
        return False
    before = judged.before.said
    says_the_same = before is not None and before.key(judged.name) == judged.said.key(judged.name)
    if last.state == RequestState.DECLINED:
        return says_the_same
    is_open = last.state == RequestState.OPEN and last.action_version == hearing.action.version
    return is_open and (says_the_same or operation != REDATE)


def heed_answers(hearing: Hearing) -> None:
    """What the sponsor accepted came from the source itself: Accord did not move away from it."""
    values = values_of(hearing.action)
    for name, operations in _ANSWERED.items():
        last = hearing.asked(*operations)
        if last is None or last.state != RequestState.ACCEPTED or name not in hearing.seen:
            continue
        if values[name] == _came_to(last):
            hearing.seen[name] = replace(hearing.seen[name], accord_base=key_of(values[name]))


_ANSWERED: Final = {Field.DUE_ON: (REDATE,), Field.STATUS: ("start_action", "recover_action")}


def _came_to(request: Request) -> object:
    if request.operation == REDATE:
        return request.inputs["due_on"]
    return ActionState.IN_PROGRESS.value
