"""The moves of an action, and what stands against each."""

from datetime import date
from typing import Final

from backend.actions.counts import Counts
from backend.actions.models import CLOSED, Action
from backend.actions.policy import (
    ADMINISTRATOR,
    BY_THE_LEAD,
    DEEDS,
    MAY,
    REPRESENTATIVE,
    SPONSOR,
    standing,
    who_could,
)
from backend.api.actor import Actor
from backend.audit.days import day_of
from backend.errors import Unmet
from backend.people.moves import Machine, Move
from backend.people.scopes import Scope

PRIORITY_MISSING: Final = Unmet(
    "priority_missing", "Set the priority of the action first.", (ADMINISTRATOR,)
)


def priority_missing(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    return PRIORITY_MISSING if action.priority_id is None else None


def lead_missing(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.lead_id is not None:
        return None
    return Unmet("lead_missing", "Name the lead organisation first.", (SPONSOR,))


def lead_succeeded(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.lead is None or action.lead.succeeded_on is None:
        return None
    return Unmet(
        "lead_succeeded",
        f"{action.lead} was succeeded by another organisation: name the new lead first.",
        (SPONSOR,),
    )


def plan_rolled_over(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.plan.rolled_over_at is None:
        return None
    return Unmet(
        "plan_rolled_over",
        f"{action.plan} was rolled over: propose the work in the plan that succeeds it.",
        (SPONSOR, REPRESENTATIVE, ADMINISTRATOR),
    )


def due_date_missing(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.due_on is not None:
        return None
    return Unmet("due_date_missing", "Set the due date first.", (SPONSOR,))


def open_escalation(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.open_escalations == 0:
        return None
    return Unmet(
        "open_escalation", "Wait for the answer to the open escalation, or withdraw it.", (SPONSOR,)
    )


def open_milestone(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    open_ones = counts.open_milestones(action)
    if open_ones == 0:
        return None
    return Unmet(
        "open_milestone",
        f"Complete or waive the mandatory milestones still open: {open_ones}.",
        (SPONSOR, REPRESENTATIVE),
    )


def open_child_actions(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    open_ones = counts.open_children(action)
    if open_ones == 0:
        return None
    return Unmet(
        "open_child_actions",
        f"Complete or withdraw the actions nested in this one first: {open_ones} are open.",
        (SPONSOR,),
    )


def four_eyes(action: Action, actor: Actor, counts: Counts) -> Unmet | None:
    if action.priority is None or action.lead_id is None or not action.priority.four_eyes:
        return None
    if not any(actor.holds(role, action.lead_id) for role in BY_THE_LEAD):
        return None
    return Unmet(
        "four_eyes",
        "You act for the lead organisation: someone who does not must complete this action.",
        (SPONSOR,),
    )


def evidence_missing(action: Action, counts: Counts, on: date) -> Unmet | None:
    """Unlike the others an input can answer it: a waiver with its reason.

    Evidence that counted when the lead claimed completion counts until the claim is answered.
    """
    if action.claimed_at is not None:
        on = day_of(action.claimed_at)
    if counts.has_evidence(action, on):
        return None
    return Unmet(
        "evidence_missing",
        "Add evidence of what was done, or waive it and say why.",
        (SPONSOR, REPRESENTATIVE),
    )


MOVES: Final[tuple[Move[Action, Counts], ...]] = (
    Move(
        "start_action",
        "start",
        (priority_missing, lead_missing, lead_succeeded, due_date_missing),
    ),
    Move("flag_action_at_risk", "flag_at_risk"),
    Move("recover_action", "recover", (open_escalation,)),
    Move(
        "complete_action",
        "complete",
        (open_milestone, open_escalation, open_child_actions, four_eyes),
    ),
    Move("withdraw_action", "withdraw", (open_escalation, open_child_actions)),
    Move("reopen_action", "reopen", (plan_rolled_over,)),
    Move("reinstate_action", "reinstate", (plan_rolled_over,)),
)
ACTION_MOVES: Final = Machine(
    model=Action,
    noun="action",
    moves=MOVES,
    may=MAY,
    deeds=DEEDS,
    scope=Scope.ACTIONS_TRANSITION,
    standing=standing,
    who_could=who_could,
)
# Asked for evidence, which an input may waive: not among their guards.
ASKED_FOR_EVIDENCE: Final = frozenset({"complete_action"})


def brings_back(operation: str) -> bool:
    """From closed to open."""
    return set(ACTION_MOVES.sources(ACTION_MOVES.named[operation])) <= set(CLOSED)


def closes_or_opens(operation: str) -> bool:
    """Others that wait for the action are then endangered, or no longer."""
    move = ACTION_MOVES.named[operation]
    touched = {*ACTION_MOVES.sources(move), *ACTION_MOVES.targets(move)}
    return not touched.isdisjoint(CLOSED)
