"""What the worker finds out of an endpoint, put on record: that it answers, or no longer does."""

from uuid import UUID

from backend.audit.unit import Unit
from backend.people.models import Appointment
from backend.people.roles import RoleName
from backend.sync.models import DisabledBecause, EndpointState, WebhookEndpoint

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
        told |= _administrators(unit)
    unit.record("webhook_endpoint.disabled", endpoint, told=told)


def _administrators(unit: Unit) -> set[UUID]:
    held = Appointment.objects.in_force(unit.at).filter(
        partnership_id=unit.by.partnership_id, role=RoleName.ADMINISTRATOR
    )
    return set(held.order_by().values_list("actor_id", flat=True))
