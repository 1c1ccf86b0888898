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
from backend.actions.operations.reports import decline_action_claim, retract_action_claim
from backend.actions.policy import BY_THE_SPONSOR, standing
from backend.errors import Fault, InputRefused
from backend.sync.hearing import FieldOutcome, Hearing, status_of
from backend.sync.models import Field
from backend.sync.operations.asking import Ask, ask
from backend.sync.reconcile import CLAIMED, Judged, steps_to

Value = Mapping[str, Any]
Taken = Mapping[Field, Judged]


def perform(hearing: Hearing, taken: Taken) -> None:
    """In the order of `Field`: words and dates before the moves that may need them. What must be
    asked for comes last, so that it is asked of the action as this leaves it.
    """
    _revise(hearing, taken)
    asks = (_redate(hearing, taken), _move(hearing, taken))
    _report(hearing, taken)
    for one in asks:
        if one is not None:
            hearing.outcomes[one.judged.name] = ask(hearing, one)


def _revise(hearing: Hearing, taken: Taken) -> None:
    words = {one.value: taken[one].said.value for one in _WORDS if one in taken}
    if not words:
        return
    revise_mandated_action(hearing.unit, action=hearing.action, standing=hearing.standing, **words)
    hearing.outcomes |= {one: FieldOutcome.UPDATED for one in _WORDS if one in taken}


def _redate(hearing: Hearing, taken: Taken) -> Ask | None:
    judged = taken.get(Field.DUE_ON)
    if judged is None:
        return None
    due_on, action = date.fromisoformat(judged.said.value), hearing.action
    by_the_sponsor = hearing.standing.role in BY_THE_SPONSOR
    if action.needs_approval(due_on) and not by_the_sponsor:
        return Ask(
            judged, "reschedule_action", {"due_on": judged.said.value, "reason": hearing.note}
        )
    redating = Redating(due_on, hearing.note, hearing.unit.by.id, agreed=by_the_sponsor)
    redate_action(
        hearing.unit,
        action=action,
        redating=redating,
        standing=hearing.standing,
        desk=hearing.desk,
    )
    hearing.outcomes[Field.DUE_ON] = FieldOutcome.UPDATED
    return None


def _move(hearing: Hearing, taken: Taken) -> Ask | None:
    judged = taken.get(Field.STATUS)
    if judged is None:
        return None
    meaning, value = hearing.rules.means[judged.said.value["word"]], judged.said.value
    is_claimed = status_of(hearing.action) == CLAIMED
    steps = steps_to(meaning, str(hearing.action.state), is_claimed=is_claimed)
    if "flag_action_at_risk" in steps and value["risk"] is None:
        sentence = "Say what endangers the action: this status flags it as at risk."
        raise InputRefused([Fault("required", sentence, "#/risk")])
    for step in steps:
        operation = _in_reach(hearing, step)
        if not _has_the_right(hearing, operation):
            return Ask(judged, operation, _asked_with(hearing, operation))
        if operation == "complete_action":
            # What is closed is reported on no more.
            _report(hearing, taken)
        _DEEDS[operation](hearing, value)
    hearing.outcomes[Field.STATUS] = FieldOutcome.UPDATED
    return None


def _in_reach(hearing: Hearing, step: str) -> str:
    """Whoever may complete does not merely claim, and a claim is taken back by those who may make
    it: others decline it.
    """
    if step == "claim_action_complete" and _has_the_right(hearing, "complete_action"):
        return "complete_action"
    if step == "retract_action_claim" and not _has_the_right(hearing, "claim_action_complete"):
        return "decline_action_claim"
    return step


def _has_the_right(hearing: Hearing, operation: str) -> bool:
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


def _decline(hearing: Hearing, value: Value) -> None:
    decline_action_claim(hearing.unit, **_on(hearing), reason=hearing.note)


def _report(hearing: Hearing, taken: Taken) -> None:
    """Unless that is done."""
    judged = taken.get(Field.REPORT)
    if judged is None or Field.REPORT in hearing.outcomes:
        return
    if hearing.action.state == ActionState.PROPOSED:
        hearing.outcomes[Field.REPORT] = FieldOutcome.WAITING
        return
    said = judged.said.value
    actions.update_action(hearing.unit, action_id=hearing.action.id, desk=hearing.desk, **said)
    hearing.outcomes[Field.REPORT] = FieldOutcome.UPDATED


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
    "decline_action_claim": _decline,
}
