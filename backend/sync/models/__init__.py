from backend.sync.models.imports import Import, ImportPart, ImportProgress, ImportState
from backend.sync.models.reference import (
    ConflictState,
    FieldConflict,
    Reference,
    ReferenceKind,
    Resolution,
)
from backend.sync.models.source import (
    GOVERNED,
    ONLY_AT_FIRST,
    Authority,
    Field,
    Meaning,
    OrderedBy,
    Source,
    StatusMapping,
)
from backend.sync.models.tally import Outcome, Tally
from backend.sync.models.webhooks import (
    Delivery,
    DeliveryState,
    DisabledBecause,
    EndpointState,
    Failure,
    Outbox,
    WebhookEndpoint,
    WebhookSecret,
)

__all__ = [
    "GOVERNED",
    "ONLY_AT_FIRST",
    "Authority",
    "ConflictState",
    "Delivery",
    "DeliveryState",
    "DisabledBecause",
    "EndpointState",
    "Failure",
    "Field",
    "FieldConflict",
    "Import",
    "ImportPart",
    "ImportProgress",
    "ImportState",
    "Meaning",
    "OrderedBy",
    "Outbox",
    "Outcome",
    "Reference",
    "ReferenceKind",
    "Resolution",
    "Source",
    "StatusMapping",
    "Tally",
    "WebhookEndpoint",
    "WebhookSecret",
]
