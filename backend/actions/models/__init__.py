from backend.actions.models.action import (
    CLOSED,
    Action,
    ActionState,
    RiskCause,
)
from backend.actions.models.parts import (
    Confidence,
    Contribution,
    Evidence,
    EvidenceKind,
    Milestone,
    MilestoneState,
    Update,
)
from backend.actions.models.plan import (
    Direction,
    LinkBasis,
    Outcome,
    OutcomeLink,
    Plan,
    Principle,
    Priority,
    SuccessMeasure,
)

__all__ = [
    "CLOSED",
    "Action",
    "ActionState",
    "Confidence",
    "Contribution",
    "Direction",
    "Evidence",
    "EvidenceKind",
    "LinkBasis",
    "Milestone",
    "MilestoneState",
    "Outcome",
    "OutcomeLink",
    "Plan",
    "Principle",
    "Priority",
    "RiskCause",
    "SuccessMeasure",
    "Update",
]
