"""The moves of a webhook endpoint that people ask for; the others are the worker's."""

from typing import Final

from backend.people.moves import Machine, Move
from backend.people.scopes import Scope
from backend.sync.models import WebhookEndpoint
from backend.sync.policy.webhooks import DEEDS, MAY, standing_on_endpoint, who_could

ENDPOINTS: Final = Machine[WebhookEndpoint, None](
    model=WebhookEndpoint,
    noun="endpoint",
    moves=(
        Move("pause_webhook_endpoint", "pause"),
        Move("resume_webhook_endpoint", "resume"),
        Move("remove_webhook_endpoint", "remove"),
    ),
    may=MAY,
    deeds=DEEDS,
    scope=Scope.WEBHOOKS_MANAGE,
    standing=standing_on_endpoint,
    who_could=who_could,
)
