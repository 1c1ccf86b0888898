from backend.forums.operations.answering import (
    refer_by_decision,
    resolve_by_decision,
    resolve_escalation,
)
from backend.forums.operations.escalation_rounds import run_escalation_round
from backend.forums.operations.escalations import (
    acknowledge_escalation,
    refer_escalation,
    resubmit_escalation,
    return_escalation,
    withdraw_escalation,
)
from backend.forums.operations.forums import add_forum
from backend.forums.operations.raising import raise_escalation

__all__ = [
    "acknowledge_escalation",
    "add_forum",
    "raise_escalation",
    "refer_by_decision",
    "refer_escalation",
    "resolve_by_decision",
    "resolve_escalation",
    "resubmit_escalation",
    "return_escalation",
    "run_escalation_round",
    "withdraw_escalation",
]
