"""For one caller and one action: what each move would answer, and why.

The verdict is what the operation itself would say, because it asks the same functions in the
same order. An input that is missing never blocks a move: it is named, and may be sent.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.actions.counts import Counts
from backend.actions.models import Action
from backend.actions.moves import (
    MOVES,
    Move,
    evidence_missing,
    is_settled,
    unmet_guards,
    wrong_state_sentence,
)
from backend.actions.policy import MAY, standing, who_could
from backend.api.actor import Actor
from backend.api.problems import InsufficientScope
from backend.errors import GuardFailed, NotAllowed, Unmet, WrongState
from backend.people.scopes import Scope


class Verdict(StrEnum):
    ALLOWED = "allowed"
    BLOCKED = "blocked"
    NOOP = "noop"


@dataclass(frozen=True)
class Explained:
    """`code` is what the operation would be refused with; `reasons` are all of them at once."""

    move: Move
    verdict: Verdict
    code: str | None
    reasons: tuple[Unmet, ...]
    # Inputs this action needs beyond those the operation always asks for.
    also_required: tuple[str, ...] = ()


def explain_moves(action: Action, actor: Actor, on: date) -> list[Explained]:
    counts = Counts([action.id])
    return [_explain(action, actor, move, counts, on) for move in MOVES]


def _explain(action: Action, actor: Actor, move: Move, counts: Counts, on: date) -> Explained:
    not_theirs = _not_theirs(action, actor, move)
    if is_settled(action, move):
        verdict = Verdict.BLOCKED if not_theirs else Verdict.NOOP
        return Explained(move, verdict, _code(not_theirs, [], []), tuple(not_theirs))
    wrong_state = _wrong_state(action, move)
    # Of an action that cannot start from its state, its guards say nothing useful.
    unmet = [] if wrong_state else unmet_guards(action, move, actor, counts)
    reasons = (*not_theirs, *wrong_state, *unmet)
    return Explained(
        move,
        Verdict.BLOCKED if reasons else Verdict.ALLOWED,
        _code(not_theirs, wrong_state, unmet),
        reasons,
        _also_required(action, move, counts, on),
    )


def _not_theirs(action: Action, actor: Actor, move: Move) -> list[Unmet]:
    if Scope.ACTIONS_TRANSITION not in actor.scopes:
        refused = InsufficientScope(Scope.ACTIONS_TRANSITION)
        return [Unmet(refused.code, refused.detail)]
    if standing(actor, move.operation, action) is not None:
        return []
    return [Unmet(NotAllowed.code, who_could(move.operation, action), MAY[move.operation])]


def _wrong_state(action: Action, move: Move) -> list[Unmet]:
    if action.state in move.sources:
        return []
    return [Unmet(WrongState.code, wrong_state_sentence(action, move), MAY[move.operation])]


def _code(not_theirs: list[Unmet], wrong_state: list[Unmet], unmet: list[Unmet]) -> str | None:
    """In the order of refusal: 403, 409 state, 409 guards."""
    if not_theirs or wrong_state:
        return (not_theirs or wrong_state)[0].code
    return GuardFailed.code if unmet else None


def _also_required(action: Action, move: Move, counts: Counts, on: date) -> tuple[str, ...]:
    missing = move.evidence and evidence_missing(action, counts, on)
    return ("evidence_waiver",) if missing else ()
