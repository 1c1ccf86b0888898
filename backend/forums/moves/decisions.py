"""The moves of a decision, and what stands against each."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from backend.api.actor import Actor
from backend.errors import GuardFailed, Unmet
from backend.forums.deciding import DecisionFacts
from backend.forums.models import Decision, DecisionState
from backend.forums.policy import (
    ADMINISTRATOR,
    CHAIR,
    DEEDS,
    MAY,
    SECRETARY,
    standing_on_decision,
    who_could,
)
from backend.people.moves import Explained, Machine, Move, Verdict
from backend.people.scopes import Scope

UNDOABLE: Final = (DecisionState.RECORDED, DecisionState.RATIFIED)


def code_missing(decision: Decision, actor: Actor, facts: DecisionFacts) -> Unmet | None:
    if decision.forum.code is not None:
        return None
    return Unmet(
        "code_missing",
        "The references of its decisions begin with the forum's code, and it has none: "
        "ask an administrator to give it one.",
        (ADMINISTRATOR,),
    )


def item_missing(decision: Decision, actor: Actor, facts: DecisionFacts) -> Unmet | None:
    if facts.is_urgent or decision.item_id is not None:
        return None
    return Unmet(
        "item_missing",
        "Say first at which item of an agenda it is decided: revise the decision.",
        (SECRETARY,),
    )


def meeting_not_in_session(decision: Decision, actor: Actor, facts: DecisionFacts) -> Unmet | None:
    if facts.is_urgent or facts.meeting is None or facts.is_in_session:
        return None
    state = facts.meeting.get_state_display().lower()
    return Unmet(
        "meeting_not_in_session",
        f"It is decided while its meeting is in session, and that is {state}. "
        "What cannot wait is decided by the chair.",
        (SECRETARY, CHAIR),
    )


def inquorate(decision: Decision, actor: Actor, facts: DecisionFacts) -> Unmet | None:
    if facts.is_urgent or facts.is_indicative or not facts.is_in_session:
        return None
    sitting, rule = facts.sitting, facts.rule
    if sitting.is_quorate(rule):
        return None
    return Unmet(
        "inquorate",
        f"Members who count for this item: {len(sitting.counted)}; needed: {sitting.needed(rule)}. "
        "Record who is there, wait for more, or record it as indicative.",
        (SECRETARY,),
    )


def undone_before(decision: Decision, actor: Actor, facts: DecisionFacts) -> Unmet | None:
    if decision.undoes is None or decision.undoes.state in UNDOABLE or not facts.binds:
        return None
    return Unmet(
        "undone_before",
        f"The decision it undoes, {decision.undoes}, is {decision.undoes.state} already: "
        "revise what this one undoes.",
        (SECRETARY,),
    )


DECISIONS: Final = Machine[Decision, DecisionFacts](
    model=Decision,
    noun="decision",
    moves=(
        Move(
            "record_decision",
            "record",
            (code_missing, item_missing, meeting_not_in_session, inquorate, undone_before),
        ),
        Move("ratify_decision", "ratify"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.FORUMS_TRANSITION,
    standing=standing_on_decision,
    who_could=who_could,
)


def explain_moves(
    decision: Decision, actor: Actor, at: datetime
) -> list[Explained[Decision, DecisionFacts]]:
    """As if it were decided now: by the secretary in the meeting, or by the chair alone."""
    is_urgent = not actor.holds(SECRETARY, decision.forum_id) and actor.holds(
        CHAIR, decision.forum_id
    )
    facts = DecisionFacts(decision, actor, at, is_urgent=is_urgent)
    return [_with_obstacles(one, facts) for one in DECISIONS.explain(decision, actor, facts)]


def _with_obstacles(
    one: Explained[Decision, DecisionFacts], facts: DecisionFacts
) -> Explained[Decision, DecisionFacts]:
    """What it is to bring about is more than one guard can tell of."""
    is_open = one.verdict == Verdict.ALLOWED or one.code == GuardFailed.code
    if one.move.operation != "record_decision" or not is_open:
        return one
    asked = ("urgency",) if facts.is_urgent else ()
    if not facts.obstacles:
        return replace(one, also_required=asked)
    return replace(
        one,
        verdict=Verdict.BLOCKED,
        code=GuardFailed.code,
        reasons=(*one.reasons, *facts.obstacles),
        also_required=asked,
    )
