"""Who runs an action and may not escalate it asks its sponsor to."""

from typing import Final

from backend.actions.askable import Askable

ASKABLE: Final = (
    Askable(
        operation="raise_escalation",
        deed="escalate this action",
        answered_by=("sponsor", "deputy"),
        accepts="backend.forums.serializers.escalations.AskToEscalateIn",
        performs="backend.forums.operations.raising.raise_as_asked",
    ),
)
