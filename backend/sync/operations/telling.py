"""From the log to rows that are due: what each endpoint is to be told, in the order it happened.

The place in the log moves in the same commit as the rows it passes: killed anywhere, the next
worker finds both or neither.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F, Q

from backend.api.actor import Audiences
from backend.audit.changes import Change, read_changes
from backend.audit.checkpoints import size_within
from backend.audit.unit import Unit
from backend.people.identity import Identity
from backend.people.standing import present
from backend.sync.events import Told, is_asked_for, told_of
from backend.sync.models import (
    Delivery,
    DeliveryState,
    DisabledBecause,
    EndpointState,
    Outbox,
    WebhookEndpoint,
)
from backend.sync.operations.closing import disable_webhook_endpoint
from backend.sync.operations.opening import read_outbox
from backend.sync.policy.webhooks import acts_for

# Entries looked at in one unit.
PAGE: Final = 200
# Of one endpoint. The rest waits in the log, where it takes no room and no look.
MOST_WAITING: Final = 2000

# An endpoint and the partnership it is of.
Place = tuple[UUID, UUID]


def endpoints_behind() -> list[Place]:
    """With something in the log that they were not told; in one statement."""
    size = size_within("endpoint__partnership_id")
    behind = Q(position__lt=F("size")) | Q(replay_from__isnull=False)
    rows = Outbox.objects.filter(endpoint__state=EndpointState.ACTIVE).annotate(size=size)
    places = rows.filter(behind).order_by("endpoint_id")
    return list(places.values_list("endpoint_id", "endpoint__partnership_id"))


def tell_webhook_endpoint(unit: Unit, *, endpoint_id: UUID) -> bool:
    """One page further, and of what is to be told again. Whether there was anything to tell."""
    endpoint = held_by_worker(endpoint_id)
    if endpoint is None or endpoint.state != EndpointState.ACTIVE:
        return False
    room = MOST_WAITING - Delivery.objects.waiting().filter(endpoint=endpoint).count()
    if room <= 0:
        return False
    most = min(room, PAGE)
    again = _again(endpoint.outbox, most)
    fresh = read_changes(endpoint.partnership_id, endpoint.outbox.position, most - len(again))
    # After the reading: an appointment that ended before the last of them is seen to have ended.
    owner = owner_now(endpoint, unit.source.now())
    if owner is None:
        disable_webhook_endpoint(unit, endpoint=endpoint, because=DisabledBecause.OWNER_LEFT)
        return False
    _tell(unit, endpoint, owner, again, fresh)
    _move_on(endpoint.outbox, again, fresh)
    return bool(again or fresh)


def held_by_worker(endpoint_id: UUID) -> WebhookEndpoint | None:
    """Locked, with its outbox; None while somebody else holds it."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    endpoint = rows.filter(id=endpoint_id).first()
    if endpoint is not None:
        read_outbox(endpoint)
    return endpoint


def owner_now(endpoint: WebhookEndpoint, at: datetime) -> Identity | None:
    """None when they have left, or no longer act for the organisation it is told for."""
    owner = present(partnership_id=endpoint.partnership_id, actor_id=endpoint.owner_id, at=at)
    if owner is None:
        return None
    return owner if acts_for(owner, endpoint.organisation_id) else None


def seen_by(owner: Identity) -> Audiences:
    """Whatever an auditor sees by virtue of being one is read in person, and accounted for."""
    return Audiences(owner.audiences.names)


def _again(outbox: Outbox, most: int) -> list[Change]:
    if outbox.replay_from is None or outbox.replay_to is None:
        return []
    count = min(most, outbox.replay_to - outbox.replay_from + 1)
    return read_changes(outbox.endpoint.partnership_id, outbox.replay_from, count)


def _tell(
    unit: Unit, endpoint: WebhookEndpoint, owner: Identity, again: list[Change], fresh: list[Change]
) -> None:
    repeated = _asked_for(endpoint, owner, again)
    # Those being sent at the moment arrive anyway.
    known = Delivery.objects.filter(endpoint=endpoint, index__isnull=False)
    told_before = known.filter(event__in=[UUID(one["id"]) for one in repeated])
    told_before.free(unit.at).update(**waiting_anew(unit.at))
    told = [*repeated, *_asked_for(endpoint, owner, fresh)]
    # A ping has its row already, and so has most of what is told again.
    Delivery.objects.bulk_create(
        [_delivery(unit, endpoint, one) for one in told], ignore_conflicts=True
    )


def _asked_for(endpoint: WebhookEndpoint, owner: Identity, changes: Iterable[Change]) -> list[Told]:
    told = (told_of(one, seen_by(owner)) for one in changes)
    return [one for one in told if one is not None and is_asked_for(endpoint.types, one)]


def waiting_anew(at: datetime) -> dict[str, object]:
    """The values of a delivery that is begun again, under the same id."""
    return {
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "due_at": at,
        "claimed_until": None,
        "settled_at": None,
    }


def _delivery(unit: Unit, endpoint: WebhookEndpoint, told: Told) -> Delivery:
    return Delivery(
        id=unit.new_id(),
        endpoint=endpoint,
        event=UUID(told["id"]),
        index=told["index"],
        type=told["type"],
        subject_type=told["resource"]["type"],
        subject_id=UUID(told["resource"]["id"]),
        made_at=unit.at,
        due_at=unit.at,
    )


def _move_on(outbox: Outbox, again: list[Change], fresh: list[Change]) -> None:
    if fresh:
        outbox.position = fresh[-1].index + 1
    if outbox.replay_from is not None and outbox.replay_to is not None:
        outbox.replay_from += len(again)
        if not again or outbox.replay_from > outbox.replay_to:
            outbox.replay_from = outbox.replay_to = None
    outbox.save(update_fields=["position", "replay_from", "replay_to"])
