"""The moves of an action: which states each starts from, and what stands against it.

`operations.moves` enforces these rules and `explain` tells them, from the same functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django_fsm import Transition

from backend.actions.counts import Counts
from backend.actions.models import CLOSED, Action
from backend.actions.policy import ADMINISTRATOR, BY_THE_LEAD, DEEDS, REPRESENTATIVE, SPONSOR
from backend.api.actor import Actor
from backend.audit.days import day_of
from backend.errors import Unmet, WrongState

Guard = Callable[[Action, Actor, Counts], Unmet | None]


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


@dataclass(frozen=True)
class Move:
    """One operation of the state machine; states come from the model's own transition."""

    operation: str
    transition: str
    guards: tuple[Guard, ...] = ()
    evidence: bool = False

    @property
    def address(self) -> str:
        """The last part of its address: `flag-at-risk`."""
        return self.transition.replace("_", "-")

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(str(source) for source in self._transitions)

    @property
    def target(self) -> str:
        return str(next(iter(self._transitions.values())).target)

    @property
    def brings_back(self) -> bool:
        """From closed to open."""
        return set(self.sources) <= set(CLOSED)

    @property
    def closes_or_opens(self) -> bool:
        """Others that wait for the action are then endangered, or no longer."""
        return not set(CLOSED).isdisjoint({*self.sources, self.target})

    @property
    def _transitions(self) -> dict[str, Transition]:
        # What the decorator leaves on the method; django_fsm publishes no other way to read it.
        by_source: dict[str, Transition] = getattr(Action, self.transition)._django_fsm.transitions
        return by_source


MOVES: Final = (
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
        evidence=True,
    ),
    Move("withdraw_action", "withdraw", (open_escalation, open_child_actions)),
    Move("reopen_action", "reopen", (plan_rolled_over,)),
    Move("reinstate_action", "reinstate", (plan_rolled_over,)),
)
MOVE_NAMED: Final = {move.operation: move for move in MOVES}


def is_settled(action: Action, move: Move) -> bool:
    """Nothing to do: the action is already where the move leads, and does not start from."""
    return action.state == move.target and action.state not in move.sources


def refuse_wrong_state(action: Action, move: Move) -> None:
    if action.state not in move.sources:
        raise WrongState(
            wrong_state_sentence(action, move),
            current_state=action.state,
            allowed_transitions=[
                {"operation": other.operation, "to": other.target}
                for other in MOVES
                if action.state in other.sources
            ],
        )


def wrong_state_sentence(action: Action, move: Move) -> str:
    begins = " or ".join(source.replace("_", " ") for source in move.sources)
    state = str(action.state).replace("_", " ")
    return f"This action is {state}, so you cannot {DEEDS[move.operation]}: it must be {begins}."


def unmet_guards(action: Action, move: Move, actor: Actor, counts: Counts) -> list[Unmet]:
    """All of them at once, but for the one an input can answer: see `evidence_missing`."""
    found = (guard(action, actor, counts) for guard in move.guards)
    return [unmet for unmet in found if unmet is not None]
