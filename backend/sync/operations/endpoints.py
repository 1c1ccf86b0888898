"""Where partners are told of changes: registered, tried out, paused, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypedDict, Unpack
from uuid import UUID

from backend.audit.checkpoints import size_of
from backend.audit.erasure import clear_field
from backend.audit.unit import Unit
from backend.errors import Conflict
from backend.people.duties import Handover, Moved
from backend.people.operations.people import organisation_named, own_profile
from backend.sync.models import (
    Delivery,
    DeliveryState,
    EndpointState,
    Outbox,
    WebhookEndpoint,
    WebhookSecret,
)
from backend.sync.operations.opening import opened_for, refuse_removed
from backend.sync.policy.webhooks import require_registrar
from backend.sync.sealing import seal
from backend.sync.signatures import new_secret

# Of its owner, those that are not removed: each is told of every change.
MOST_ENDPOINTS: Final = 10
# The time a receiver has to learn the new secret: until then both sign.
OVERLAP: Final = timedelta(hours=24)
# The type of the event that a ping is: what its entry says, below.
PING: Final = "webhook_endpoint.pinged"


class TooManyEndpoints(Conflict):
    """Nobody needs more endpoints than that: each of them is told of every change."""

    code = "too_many_endpoints"
    title = "There are enough endpoints"
    remedy = "Remove one you no longer need."


@dataclass(frozen=True)
class WithSecret:
    """An endpoint and its secret, which is shown now and never again."""

    endpoint: WebhookEndpoint
    secret: str


@dataclass(frozen=True)
class EndpointMoved:
    """`changed` is False when the endpoint was already there: no entry, the same version."""

    endpoint: WebhookEndpoint
    changed: bool = True


class EndpointChanges(TypedDict, total=False):
    url: str
    types: list[str]
    description: str


def register_webhook_endpoint(
    unit: Unit,
    *,
    organisation_id: UUID,
    url: str,
    types: list[str] | None = None,
    description: str = "",
) -> WithSecret:
    """Told of every change from this one on, once it has answered a ping."""
    organisation = organisation_named(
        unit, organisation_id=organisation_id, pointer="#/organisation"
    )
    standing = require_registrar(unit.by, organisation.id)
    # Whoever erases them waits, and then finds this endpoint too; or has, and there is none.
    own_profile(unit)
    _refuse_one_more(unit)
    endpoint = WebhookEndpoint(
        partnership_id=unit.by.partnership_id,
        owner_id=unit.by.id,
        organisation=organisation,
        url=url,
        types=sorted(set(types or ())),
        description=description,
        registered_at=unit.at,
    )
    unit.record("webhook_endpoint.registered", endpoint, org=standing.org)
    # Read before the entry above is numbered, which is the first to be told.
    size = size_of(unit.by.partnership_id)
    endpoint.outbox = Outbox.objects.create(endpoint=endpoint, position=size)
    return WithSecret(endpoint, _another_secret(unit, endpoint))


def _refuse_one_more(unit: Unit) -> None:
    own = WebhookEndpoint.objects.filter(
        partnership_id=unit.by.partnership_id, owner_id=unit.by.id, ended_at=None
    )
    if own.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(
            f"You have {MOST_ENDPOINTS} endpoints, as many as one may have. Remove one first."
        )


def _another_secret(unit: Unit, endpoint: WebhookEndpoint) -> str:
    secret = new_secret()
    WebhookSecret.objects.create(endpoint=endpoint, sealed=seal(secret), made_at=unit.at)
    return secret


def revise_webhook_endpoint(
    unit: Unit, *, endpoint_id: UUID, version: int, **changes: Unpack[EndpointChanges]
) -> WebhookEndpoint:
    """At another address it waits, its place kept, until that has answered a ping."""
    opened = opened_for(
        unit, operation="revise_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    refuse_removed(endpoint, "revise it")
    if "types" in changes:
        changes["types"] = sorted(set(changes["types"]))
    if all(getattr(endpoint, name) == value for name, value in changes.items()):
        return endpoint
    url = changes.get("url", endpoint.url)
    if url != endpoint.url:
        endpoint.relocate(url=url)
        _forget_failures(endpoint.outbox)
    endpoint.types = changes.get("types", endpoint.types)
    endpoint.description = changes.get("description", endpoint.description)
    return unit.record("webhook_endpoint.revised", endpoint, org=opened.standing.org)


def _forget_failures(outbox: Outbox) -> None:
    """They were another address's, and so was what it asked for."""
    outbox.failing_since = outbox.rests_until = None
    outbox.save(update_fields=["failing_since", "rests_until"])


def rotate_webhook_secret(unit: Unit, *, endpoint_id: UUID, version: int) -> WithSecret:
    """For a day both sign. Of a third, the oldest ends at once."""
    opened = opened_for(
        unit, operation="rotate_webhook_secret", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    refuse_removed(endpoint, "give it another secret")
    known = WebhookSecret.objects.filter(endpoint=endpoint)
    known.filter(ends_at__gt=unit.at).update(ends_at=unit.at)
    known.filter(ends_at=None).update(ends_at=unit.at + OVERLAP)
    unit.record("webhook_endpoint.secret_rotated", endpoint, org=opened.standing.org)
    return WithSecret(endpoint, _another_secret(unit, endpoint))


def ping_webhook_endpoint(unit: Unit, *, endpoint_id: UUID, version: int) -> Delivery:
    """The entry this leaves in the log is itself the event that is sent, once, and at once."""
    opened = opened_for(
        unit, operation="ping_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    refuse_removed(endpoint, "ping it")
    unit.record("webhook_endpoint.pinged", endpoint, org=opened.standing.org)
    return Delivery.objects.create(
        id=unit.new_id(),
        endpoint=endpoint,
        event=endpoint.entry_id,
        type=PING,
        subject_type=endpoint.subject_type,
        subject_id=endpoint.id,
        made_at=unit.at,
        due_at=unit.at,
    )


def pause_webhook_endpoint(unit: Unit, *, endpoint_id: UUID, version: int) -> EndpointMoved:
    opened = opened_for(
        unit, operation="pause_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    if opened.settled:
        return EndpointMoved(endpoint, changed=False)
    endpoint.pause()
    unit.record(
        "webhook_endpoint.paused", endpoint, org=opened.standing.org, told=_owner(unit, endpoint)
    )
    return EndpointMoved(endpoint)


def resume_webhook_endpoint(unit: Unit, *, endpoint_id: UUID, version: int) -> EndpointMoved:
    """From where it was: what happened meanwhile is told now."""
    opened = opened_for(
        unit, operation="resume_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    if opened.settled:
        return EndpointMoved(endpoint, changed=False)
    endpoint.resume()
    unit.record("webhook_endpoint.resumed", endpoint, org=opened.standing.org)
    return EndpointMoved(endpoint)


def remove_webhook_endpoint(unit: Unit, *, endpoint_id: UUID, version: int) -> EndpointMoved:
    """Nothing more is sent to it; what was, stays in its journal."""
    opened = opened_for(
        unit, operation="remove_webhook_endpoint", endpoint_id=endpoint_id, version=version
    )
    endpoint = opened.endpoint
    if opened.settled:
        return EndpointMoved(endpoint, changed=False)
    told = _owner(unit, endpoint)
    end_webhook_endpoint(unit, endpoint=endpoint, org=opened.standing.org, told=told)
    return EndpointMoved(endpoint)


def end_webhook_endpoint(
    unit: Unit, *, endpoint: WebhookEndpoint, org: UUID | None, told: Iterable[UUID] = ()
) -> None:
    """Internal: it is locked, and stands."""
    endpoint.remove(at=unit.at)
    unit.record("webhook_endpoint.removed", endpoint, org=org, told=told)
    WebhookSecret.objects.filter(endpoint=endpoint, ends_at=None).update(ends_at=unit.at)
    Delivery.objects.waiting().filter(endpoint=endpoint).update(
        state=DeliveryState.WITHHELD, settled_at=unit.at, claimed_until=None
    )


def _owner(unit: Unit, endpoint: WebhookEndpoint) -> set[UUID]:
    """Told of what somebody else does to it."""
    return {endpoint.owner_id} - {unit.by.id}


def move_webhook_endpoints(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation. They go where their owners go."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",)).filter(
        organisation=handover.predecessor, ended_at=None
    )
    moved = []
    for endpoint in rows.order_by("id"):
        taker = handover.taker_of(endpoint.owner_id)
        endpoint.organisation_id = taker
        unit.record(
            "webhook_endpoint.moved", endpoint, org=handover.org, told=_owner(unit, endpoint)
        )
        moved.append(Moved("webhook_endpoint", endpoint.owner_id, taker))
    return moved


def erase_webhook_endpoints(unit: Unit, *, person: UUID, org: UUID | None) -> None:
    """Internal: part of erasing a person. Where they were told things is theirs."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",)).filter(
        partnership_id=unit.by.partnership_id, owner_id=person
    )
    endpoints = list(rows.order_by("id"))
    for endpoint in endpoints:
        endpoint.url = endpoint.description = ""
        if endpoint.state == EndpointState.REMOVED:
            unit.record("webhook_endpoint.address_erased", endpoint, org=org)
        else:
            end_webhook_endpoint(unit, endpoint=endpoint, org=org)
    ids = [one.id for one in endpoints]
    for name in WebhookEndpoint.disclosed:
        clear_field(unit, WebhookEndpoint.subject_type, ids, name)
    Delivery.objects.filter(endpoint_id__in=ids).update(answer="")
