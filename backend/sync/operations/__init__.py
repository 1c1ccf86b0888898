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
from backend.sync.operations.imports import (
    hear_lines,
    imports_due,
    put_off_import,
    submit_import,
)
from backend.sync.operations.journal import (
    clear_webhook_journal,
    redeliver_webhook,
    replay_webhook_endpoint,
)
from backend.sync.operations.mapping import map_status, unmap_status
from backend.sync.operations.resealing import Resealed, reseal_webhook_secrets
from backend.sync.operations.resolving import resolve_conflict
from backend.sync.operations.results import clear_imports, forget_import_results
from backend.sync.operations.sending import claim_deliveries, endpoints_due, settle_delivery
from backend.sync.operations.sources import add_source, end_source, revise_source
from backend.sync.operations.syncing import Synced, sync_action, sync_actions
from backend.sync.operations.telling import endpoints_behind, tell_webhook_endpoint

__all__ = [
    "Resealed",
    "Synced",
    "activate_webhook_endpoint",
    "add_source",
    "claim_deliveries",
    "clear_imports",
    "clear_webhook_journal",
    "disable_webhook_endpoint",
    "end_source",
    "endpoints_behind",
    "endpoints_due",
    "forget_import_results",
    "hear_lines",
    "imports_due",
    "map_status",
    "pause_webhook_endpoint",
    "ping_webhook_endpoint",
    "put_off_import",
    "redeliver_webhook",
    "register_webhook_endpoint",
    "remove_webhook_endpoint",
    "replay_webhook_endpoint",
    "reseal_webhook_secrets",
    "resolve_conflict",
    "resume_webhook_endpoint",
    "revise_source",
    "revise_webhook_endpoint",
    "rotate_webhook_secret",
    "settle_delivery",
    "submit_import",
    "sync_action",
    "sync_actions",
    "tell_webhook_endpoint",
    "unmap_status",
]
