from backend.sync.operations.closing import activate_webhook_endpoint, disable_webhook_endpoint
from backend.sync.operations.endpoints import (
    pause_webhook_endpoint,
    ping_webhook_endpoint,
    register_webhook_endpoint,
    remove_webhook_endpoint,
    resume_webhook_endpoint,
    revise_webhook_endpoint,
    rotate_webhook_secret,
)
from backend.sync.operations.journal import (
    clear_webhook_journal,
    redeliver_webhook,
    replay_webhook_endpoint,
)
from backend.sync.operations.sending import claim_deliveries, endpoints_due, settle_delivery
from backend.sync.operations.telling import endpoints_behind, tell_webhook_endpoint

__all__ = [
    "activate_webhook_endpoint",
    "claim_deliveries",
    "clear_webhook_journal",
    "disable_webhook_endpoint",
    "endpoints_behind",
    "endpoints_due",
    "pause_webhook_endpoint",
    "ping_webhook_endpoint",
    "redeliver_webhook",
    "register_webhook_endpoint",
    "remove_webhook_endpoint",
    "replay_webhook_endpoint",
    "resume_webhook_endpoint",
    "revise_webhook_endpoint",
    "rotate_webhook_secret",
    "settle_delivery",
    "tell_webhook_endpoint",
]
