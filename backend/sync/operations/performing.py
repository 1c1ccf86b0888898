"""What a source may say is done here by the operations of actions: which of them, this decides.

A move that its sponsor has not delegated becomes a request; whatever else a source says it says by
the authority the administrators gave it over that field.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final  # values are JSON, inputs of each operation's own types

from backend.actions import operations as actions
from backend.actions.models import ActionState, RiskCause
from backend.actions.operations.actions import revise_mandated_action
from backend.actions.operations.dates import Redating, redate_action
from backend.actions.operations.reports import retract_action_claim
from backend.actions.policy import BY_THE_SPONSOR, standing
from backend.errors import Fault, InputRefused
from backend.sync.hearing import FieldOutcome, Hearing, status_of
from backend.sync.models import Field
from backend.sync.operations.asking import ask
from backend.sync.reconcile import CLAIMED, Judged, steps_to

Value = Mapping[str, Any]


def perform(hearing: Hearing, taken: Mapping[Field, Judged]) -> None:
    """In the order of `Field`: words and dates before the moves that may need them."""
    _revise(hearing, taken)
    for name, doing in _DOING.items():
        if name in taken:
            hearing.outcomes[name] = doing(hearing, taken[name])


def _revise(hearing: Hearing, taken: Mapping[Field, Judged]) -> None:
    words = {one.value: taken[one].said.value for one in _WORDS if one in taken}
    if not words:
        return
    revise_mandated_action(hearing.unit, action=hearing.action, standing=hearing.standing, **words)
    hearing.outcomes |= {one: FieldOutcome.UPDATED for one in _WORDS if one in taken}


def _redate(hearing: Hearing, judged: Judged) -> FieldOutcome:
    due_on, action = date.fromisoformat(judged.said.value), hearing.action
    by_the_sponsor = hearing.standing.role in BY_THE_SPONSOR
    if action.needs_approval(due_on) and not by_the_sponsor:
        inputs = {"due_on": judged.said.value, "reason": hearing.note}
        return ask(hearing, "reschedule_action", inputs, judged)
    redating = Redating(due_on, hearing.note, hearing.unit.by.id, agreed=by_the_sponsor)
    redate_action(
        hearing.unit,
        action=action,
        redating=redating,
        standing=hearing.standing,
        desk=hearing.desk,
    )
    return FieldOutcome.UPDATED


def _move(hearing: Hearing, judged: Judged) -> FieldOutcome:
    meaning, value = hearing.rules.means[judged.said.value["word"]], judged.said.value
    is_claimed = status_of(hearing.action) == CLAIMED
    steps = steps_to(meaning, str(hearing.action.state), is_claimed=is_claimed)
    if "flag_action_at_risk" in steps and value["risk"] is None:
        sentence = "Say what endangers the action: this status flags it as at risk."
        raise InputRefused([Fault("required", sentence, "#/risk")])
    for step in steps:
        operation = _in_reach(hearing, step)
        if _has_the_right(hearing, operation):
            _DEEDS[operation](hearing, value)
        else:
            return ask(hearing, operation, _asked_with(hearing, operation), judged)
    return FieldOutcome.UPDATED


def _in_reach(hearing: Hearing, step: str) -> str:
    """Whoever may complete does not merely claim."""
    whole = "complete_action"
    return whole if step == "claim_action_complete" and _has_the_right(hearing, whole) else step


def _has_the_right(hearing: Hearing, operation: str) -> bool:
    # A claim is taken back by whoever may make it.
    right = "claim_action_complete" if operation == "retract_action_claim" else operation
    return standing(hearing.unit.by, right, hearing.action) is not None


def _on(hearing: Hearing) -> dict[str, Any]:
    return {
        "action_id": hearing.action.id,
        "version": hearing.action.version,
        "desk": hearing.desk,
    }


def _start(hearing: Hearing, value: Value) -> None:
    actions.start_action(hearing.unit, **_on(hearing))


def _recover(hearing: Hearing, value: Value) -> None:
    actions.recover_action(hearing.unit, **_on(hearing), what_changed=hearing.note)


def _flag(hearing: Hearing, value: Value) -> None:
    risk = value["risk"]
    actions.flag_action_at_risk(
        hearing.unit,
        **_on(hearing),
        cause=RiskCause(risk["cause"]),
        explanation=risk["explanation"],
        mitigation=risk["mitigation"],
        recovery_expected_on=date.fromisoformat(risk["recovery_expected_on"]),
    )


def _claim(hearing: Hearing, value: Value) -> None:
    actions.claim_action_complete(hearing.unit, **_on(hearing), statement=hearing.note)


def _complete(hearing: Hearing, value: Value) -> None:
    actions.complete_action(hearing.unit, **_on(hearing), statement=hearing.note)


def _retract(hearing: Hearing, value: Value) -> None:
    retract_action_claim(hearing.unit, **_on(hearing), reason=hearing.note)


def _report(hearing: Hearing, judged: Judged) -> FieldOutcome:
    if hearing.action.state == ActionState.PROPOSED:
        return FieldOutcome.WAITING
    said = judged.said.value
    actions.update_action(hearing.unit, action_id=hearing.action.id, desk=hearing.desk, **said)
    return FieldOutcome.UPDATED


def _asked_with(hearing: Hearing, operation: str) -> Value:
    return {"what_changed": hearing.note} if operation == "recover_action" else {}


_WORDS: Final = (Field.TITLE, Field.SUMMARY)
_DEEDS: Final[Mapping[str, Callable[[Hearing, Value], None]]] = {
    "start_action": _start,
    "recover_action": _recover,
    "flag_action_at_risk": _flag,
    "claim_action_complete": _claim,
    "complete_action": _complete,
    "retract_action_claim": _retract,
}
_DOING: Final[Mapping[Field, Callable[[Hearing, Judged], FieldOutcome]]] = {
    Field.DUE_ON: _redate,
    Field.STATUS: _move,
    Field.REPORT: _report,
}
