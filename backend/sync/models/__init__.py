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
    "Delivery",
    "DeliveryState",
    "DisabledBecause",
    "EndpointState",
    "Failure",
    "Outbox",
    "WebhookEndpoint",
    "WebhookSecret",
]
