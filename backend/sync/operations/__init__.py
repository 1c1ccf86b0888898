from backend.sync.operations.mapping import map_status, unmap_status
from backend.sync.operations.resolving import resolve_conflict
from backend.sync.operations.sources import add_source, end_source, revise_source
from backend.sync.operations.syncing import Synced, sync_action

__all__ = [
    "Synced",
    "add_source",
    "end_source",
    "map_status",
    "resolve_conflict",
    "revise_source",
    "sync_action",
    "unmap_status",
]
