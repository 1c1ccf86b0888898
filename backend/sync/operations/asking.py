"""Moves and dates that a source may not decide are asked for, and what is answered is heeded."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Final  # inputs are JSON

from backend.actions import operations as actions
from backend.actions.models import ActionState, Request, RequestState
from backend.actions.operations.asking import put_request, take_back_request
from backend.actions.operations.opening import refuse_closed
from backend.actions.policy import deed, who_could
from backend.errors import NotAllowed
from backend.sync.hearing import FieldOutcome, Hearing, values_of
from backend.sync.models import Field, Meaning
from backend.sync.reconcile import Judged, Said, Verdict, key_of

REDATE: Final = "reschedule_action"
MOVES: Final = ("start_action", "recover_action")


@dataclass(frozen=True)
class Ask:
    judged: Judged
    operation: str
    inputs: Mapping[str, Any]


def ask(hearing: Hearing, what: Ask) -> FieldOutcome:
    """Of the sponsor, once for each thing said: not while it waits, nor once it is declined.

    Raises NotAllowed where a source asks for nothing of the kind.
    """
    operation = what.operation
    if operation not in (REDATE, *MOVES):
        raise NotAllowed(who_could(operation, hearing.action))
    if hearing.action.priority_id is None:
        return FieldOutcome.WAITING
    if _is_asked(hearing, operation, what.judged):
        return FieldOutcome.UNCHANGED
    _take_back(hearing, hearing.asked(operation))
    if operation == REDATE:
        _ask_for_date(hearing, what.inputs)
    else:
        actions.ask_for_transition(
            hearing.unit,
            action_id=hearing.action.id,
            version=hearing.action.version,
            operation=operation,
            inputs=what.inputs,
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


def ask_no_more(hearing: Hearing, judged: Iterable[Judged]) -> None:
    """For what the source wanted and wants no longer, or has by now."""
    for one in judged:
        last = hearing.asked(*_ANSWERED.get(one.name, ()))
        if last is None or one.verdict not in (Verdict.AGREED, Verdict.KEPT):
            continue
        # Whoever speaks for a source may have asked for something else by themselves.
        if one.before.said is not None and _led_to(hearing, one.before.said, last):
            _take_back(hearing, last)


def _led_to(hearing: Hearing, said: Said, request: Request) -> bool:
    """Whether it is what the source said then that was asked for."""
    if request.operation == REDATE:
        return bool(said.value == request.inputs["due_on"])
    meaning = hearing.rules.means.get(said.value["word"], Meaning.NOTHING)
    return meaning in _ASKING[request.operation]


_ASKING: Final = {
    "start_action": (Meaning.IN_PROGRESS, Meaning.AT_RISK, Meaning.DONE),
    "recover_action": (Meaning.IN_PROGRESS,),
}


def _take_back(hearing: Hearing, last: Request | None) -> None:
    """If it is their own, and waits."""
    if last is None or last.state != RequestState.OPEN or last.asked_by_id != hearing.unit.by.id:
        return
    request = take_back_request(
        hearing.unit, request=copy(last), note=hearing.note, org=hearing.standing.org
    )
    hearing.desk.note_request(request)


def heed_answers(hearing: Hearing) -> None:
    """What the sponsor accepted came from the source itself: Accord did not move away from it.

    Only what was accepted since the source was last heard; by now it may have been decided anew.
    """
    values = values_of(hearing.action)
    for name, operations in _ANSWERED.items():
        last = hearing.asked(*operations)
        if last is None or name not in hearing.seen or not _is_accepted_since(hearing, last):
            continue
        if values[name] == _came_to(last):
            hearing.seen[name] = replace(hearing.seen[name], accord_base=key_of(values[name]))


def _is_accepted_since(hearing: Hearing, request: Request) -> bool:
    if request.state != RequestState.ACCEPTED:
        return False
    assert request.answered_at is not None, "as it was accepted"
    return request.answered_at > hearing.reference.synced_at


_ANSWERED: Final = {Field.DUE_ON: (REDATE,), Field.STATUS: MOVES}


def _came_to(request: Request) -> object:
    if request.operation == REDATE:
        return request.inputs["due_on"]
    return ActionState.IN_PROGRESS.value
