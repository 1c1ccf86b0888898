"""What the worker finds out of an endpoint, put on record: that it answers, or no longer does."""

from backend.audit.unit import Unit
from backend.sync.models import DisabledBecause, EndpointState, WebhookEndpoint
from backend.sync.operations.sources import administrators

WAITS_FOR_AN_ANSWER = (EndpointState.PENDING, EndpointState.DISABLED)


def activate_webhook_endpoint(unit: Unit, *, endpoint: WebhookEndpoint) -> None:
    """Internal: it is locked, and has answered a ping."""
    if endpoint.state in WAITS_FOR_AN_ANSWER:
        endpoint.activate()
        unit.record("webhook_endpoint.activated", endpoint, told=[endpoint.owner_id])


def disable_webhook_endpoint(
    unit: Unit, *, endpoint: WebhookEndpoint, because: DisabledBecause
) -> None:
    """Internal: it is locked. Its place in the log is kept: once it answers a ping it goes on."""
    if endpoint.state not in (EndpointState.ACTIVE, EndpointState.PAUSED):
        return
    endpoint.disable(because=because)
    told = {endpoint.owner_id}
    if because == DisabledBecause.OWNER_LEFT:
        told |= {*administrators(unit)}
    unit.record("webhook_endpoint.disabled", endpoint, told=told)
