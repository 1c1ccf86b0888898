"""For one caller and one action: what each move would answer, and why."""

from dataclasses import replace
from datetime import date

from backend.actions.counts import Counts
from backend.actions.models import Action
from backend.actions.moves import ACTION_MOVES, ASKED_FOR_EVIDENCE, evidence_missing
from backend.api.actor import Actor
from backend.people.moves import Explained


def explain_moves(action: Action, actor: Actor, on: date) -> list[Explained[Action, Counts]]:
    counts = Counts([action.id])
    return [
        replace(one, also_required=_also_required(action, one, counts, on))
        for one in ACTION_MOVES.explain(action, actor, counts)
    ]


def _also_required(
    action: Action, explained: Explained[Action, Counts], counts: Counts, on: date
) -> tuple[str, ...]:
    move = explained.move
    if move.operation not in ASKED_FOR_EVIDENCE or ACTION_MOVES.is_settled(action, move):
        return ()
    return ("evidence_waiver",) if evidence_missing(action, counts, on) else ()
