"""The moves of an escalation, and what stands against each."""

from typing import Final

from backend.api.actor import Actor
from backend.errors import Unmet
from backend.forums.models import Decision, Escalation, Outcome
from backend.forums.policy import DEEDS, MAY, SECRETARY, standing_on_escalation, who_could
from backend.people.moves import Machine, Move
from backend.people.scopes import Scope

# The decision that is to resolve it, once it is named.
Named = Decision | None

NO_PARENT_FORUM: Final = Unmet(
    "no_parent_forum",
    "It is with the last forum of its ladder: resolve it there, or return it with a question.",
    (SECRETARY,),
)


def no_parent_forum(escalation: Escalation, actor: Actor, decision: Named) -> Unmet | None:
    return NO_PARENT_FORUM if escalation.is_at_the_top else None


def decision_indicative(escalation: Escalation, actor: Actor, decision: Named) -> Unmet | None:
    if decision is None or not decision.is_indicative:
        return None
    return Unmet(
        "decision_indicative",
        "The decision was made without a quorum and binds nobody: let a quorate meeting decide.",
        (SECRETARY,),
    )


def decision_lost(escalation: Escalation, actor: Actor, decision: Named) -> Unmet | None:
    if decision is None or decision.outcome != Outcome.LOST:
        return None
    return Unmet(
        "decision_lost",
        "The decision found no majority, so it answers nothing: name one that was carried.",
        (SECRETARY,),
    )


ESCALATIONS: Final = Machine[Escalation, Named](
    model=Escalation,
    noun="escalation",
    moves=(
        Move("acknowledge_escalation", "acknowledge"),
        Move("refer_escalation", "refer", (no_parent_forum,)),
        Move("return_escalation", "return_"),
        Move("resubmit_escalation", "resubmit"),
        Move("resolve_escalation", "resolve", (decision_indicative, decision_lost)),
        Move("withdraw_escalation", "withdraw"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.ESCALATIONS_TRANSITION,
    standing=standing_on_escalation,
    who_could=who_could,
)
