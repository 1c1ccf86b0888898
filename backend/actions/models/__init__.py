from backend.actions.models.action import (
    CLOSED,
    LIVE,
    Action,
    ActionState,
    RiskCause,
)
from backend.actions.models.carriage import Carriage, Outturn
from backend.actions.models.dates import DateChange
from backend.actions.models.dependency import Dependency
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
from backend.actions.models.reporting import (
    Rung,
    UpdateDigest,
    UpdateLink,
    UpdateRequest,
    UpdateRequestState,
)
from backend.actions.models.request import Request, RequestState

__all__ = [
    "CLOSED",
    "LIVE",
    "Action",
    "ActionState",
    "Carriage",
    "Confidence",
    "Contribution",
    "DateChange",
    "Dependency",
    "Direction",
    "Evidence",
    "EvidenceKind",
    "LinkBasis",
    "Milestone",
    "MilestoneState",
    "Outcome",
    "OutcomeLink",
    "Outturn",
    "Plan",
    "Principle",
    "Priority",
    "Request",
    "RequestState",
    "RiskCause",
    "Rung",
    "SuccessMeasure",
    "Update",
    "UpdateDigest",
    "UpdateLink",
    "UpdateRequest",
    "UpdateRequestState",
]
