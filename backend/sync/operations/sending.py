"""The queue of deliveries: claimed for a lease, sent outside any transaction, settled.

A worker that dies in between leaves a claim that runs out, and the next one sends the same event
again under the same id. Any number of workers may look at the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Min, Q

from backend.audit.changes import read_changes
from backend.audit.models import Entry
from backend.audit.unit import Unit
from backend.people.identity import Identity
from backend.sync.events import MEDIA_TYPE, event_of, told_of
from backend.sync.models import (
    Delivery,
    DeliveryState,
    DisabledBecause,
    WebhookEndpoint,
    WebhookSecret,
)
from backend.sync.operations.closing import activate_webhook_endpoint, disable_webhook_endpoint
from backend.sync.operations.opening import read_outbox
from backend.sync.operations.telling import Place, held_by_worker, owner_now, seen_by
from backend.sync.schedule import PATIENCE, asked_rest, wait_after
from backend.sync.sealing import unseal
from backend.sync.signatures import signed_headers

# Longer than any sending takes, its name looked up slowly: after it, its worker counts as dead.
LEASE: Final = timedelta(minutes=1)
# Of one endpoint, by all workers together; of one that fails, one. As many pings besides.
IN_FLIGHT: Final = 4
GONE: Final = 410


@dataclass(frozen=True)
class Letter:
    """All that a sender needs, which knows no database."""

    delivery_id: UUID
    endpoint_id: UUID
    partnership_id: UUID
    claimed_until: datetime
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What became of one try; without a status there was no answer, for the reason in `failure`."""

    status: int | None
    failure: str
    latency_ms: int
    text: str = ""
    retry_after: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def endpoints_due(at: datetime) -> list[Place]:
    """With something to be sent now: those with the least under way, and of them the longest due,
    first. In one statement when nothing is, and two otherwise.
    """
    due = Delivery.objects.due(at).values_list("endpoint_id", "endpoint__partnership_id")
    first = due.annotate(first=Min("due_at")).order_by("first", "endpoint_id")
    places = [(endpoint_id, partnership_id) for endpoint_id, partnership_id, _ in first]
    under_way = _under_way(at) if places else {}
    return sorted(places, key=lambda place: under_way.get(place[0], 0))


def _under_way(at: datetime) -> dict[UUID, int]:
    """By endpoint: as many in all as all workers have senders."""
    rows = Delivery.objects.waiting().filter(claimed_until__gt=at)
    return dict(rows.values_list("endpoint_id").annotate(count=Count("id")))


def claim_deliveries(unit: Unit, *, endpoint_id: UUID, most: int) -> list[Letter]:
    """This worker's own until the lease ends. What its owner may no longer see is withheld."""
    endpoint = held_by_worker(endpoint_id)
    if endpoint is None:
        return []
    # The unit may have waited long for its turn to write.
    owner = owner_now(endpoint, unit.source.now())
    if owner is None:
        disable_webhook_endpoint(unit, endpoint=endpoint, because=DisabledBecause.OWNER_LEFT)
        # Whoever asked is no longer there to be answered.
        pings = Delivery.objects.waiting().filter(endpoint=endpoint, index=None)
        pings.update(state=DeliveryState.WITHHELD, settled_at=unit.at)
        return []
    keys = _keys(endpoint, unit.at)
    letters = []
    for delivery in _claimable(endpoint, unit.at, most):
        body = _body_of(delivery, endpoint, owner)
        if body is None:
            _withhold(delivery, unit.at)
            continue
        delivery.claimed_until = unit.at + LEASE
        delivery.save(update_fields=["claimed_until", "type"])
        letters.append(_letter(delivery, endpoint, unit.at, body, keys))
    return letters


def _claimable(endpoint: WebhookEndpoint, at: datetime, most: int) -> list[Delivery]:
    """A ping, which has no index, comes first, and waits for nothing that is no ping."""
    changes_at_once = 1 if endpoint.outbox.failing_since else IN_FLIGHT
    pings = _first_due(endpoint, at, Q(index=None), IN_FLIGHT)
    changes = _first_due(endpoint, at, Q(index__isnull=False), changes_at_once)
    return [*pings, *changes][:most]


def _first_due(endpoint: WebhookEndpoint, at: datetime, kind: Q, at_once: int) -> list[Delivery]:
    """Of each thing at most the first that waits, so that none overtakes another."""
    own = Delivery.objects.filter(kind, endpoint=endpoint)
    flying = own.waiting().filter(claimed_until__gt=at).count()
    due = own.due(at).order_by("due_at", "index", "id")
    return list(due[: max(at_once - flying, 0)])


def _keys(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The newest first; two while one takes the other's place."""
    good = WebhookSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), endpoint=endpoint)
    return [unseal(one.sealed) for one in good.order_by("-id")]


def _body_of(delivery: Delivery, endpoint: WebhookEndpoint, owner: Identity) -> bytes | None:
    """As it may be told now, whatever could be told when it became due."""
    index = delivery.index
    if index is None:
        index = Entry.objects.values_list("index", flat=True).get(id=delivery.event)
    (change,) = read_changes(endpoint.partnership_id, index, 1)
    told = told_of(change, seen_by(owner))
    if told is None:
        return None
    delivery.type = told["type"]
    return event_of(endpoint.partnership_id, told)


def _withhold(delivery: Delivery, at: datetime) -> None:
    delivery.state, delivery.settled_at = DeliveryState.WITHHELD, at
    # What happened to it is hidden by now.
    delivery.type = f"{delivery.subject_type}.removed"
    delivery.save(update_fields=["state", "settled_at", "type"])


def _letter(
    delivery: Delivery, endpoint: WebhookEndpoint, at: datetime, body: bytes, keys: list[str]
) -> Letter:
    assert delivery.claimed_until is not None
    return Letter(
        delivery_id=delivery.id,
        endpoint_id=endpoint.id,
        partnership_id=endpoint.partnership_id,
        claimed_until=delivery.claimed_until,
        url=endpoint.url,
        headers={
            "Content-Type": MEDIA_TYPE,
            **signed_headers(delivery.event, at, body, keys),
        },
        body=body,
    )


def settle_delivery(unit: Unit, *, letter: Letter, answer: Answer) -> bool:
    """False: the claim has run out, and another worker has it."""
    rows = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    endpoint = rows.get(id=letter.endpoint_id)
    read_outbox(endpoint)
    delivery = Delivery.objects.filter(
        id=letter.delivery_id, claimed_until=letter.claimed_until
    ).first()
    if delivery is None:
        return False
    rest = asked_rest(answer.status, answer.retry_after, unit.at)
    _note(delivery, answer, unit.at)
    _settle(unit, delivery, answer, rest)
    # An address that the endpoint has left speaks for no other: not yes, and not that it is gone.
    if letter.url == endpoint.url:
        _learn(unit, endpoint, delivery, answer, rest)
    delivery.save()
    return True


def _note(delivery: Delivery, answer: Answer, at: datetime) -> None:
    delivery.attempts += 1
    delivery.attempted_at, delivery.claimed_until = at, None
    delivery.status, delivery.failure = answer.status, answer.failure
    delivery.latency_ms, delivery.answer = answer.latency_ms, answer.text


def _settle(unit: Unit, delivery: Delivery, answer: Answer, rest: timedelta | None) -> None:
    """At whichever address it was answered: what was taken there, the partner has."""
    if answer.is_good:
        delivery.state, delivery.settled_at = DeliveryState.DELIVERED, unit.at
        return
    # A ping is somebody's question, who reads the answer and asks again.
    wait = None if delivery.is_ping else wait_after(delivery.attempts, _chance(unit))
    if wait is None:
        delivery.state, delivery.settled_at = DeliveryState.DEAD, unit.at
    else:
        delivery.due_at = unit.at + max(wait, rest or timedelta(0))


def _learn(
    unit: Unit,
    endpoint: WebhookEndpoint,
    delivery: Delivery,
    answer: Answer,
    rest: timedelta | None,
) -> None:
    if answer.is_good:
        _arrived(unit, endpoint, delivery)
    elif not delivery.is_ping:
        _give_up_in_time(unit, endpoint, answer, rest)


def _arrived(unit: Unit, endpoint: WebhookEndpoint, delivery: Delivery) -> None:
    outbox = endpoint.outbox
    if outbox.failing_since:
        # It rests on, if it asked to: several are under way at once, and this one may be the older.
        outbox.failing_since = None
        outbox.save(update_fields=["failing_since"])
    if delivery.is_ping:
        activate_webhook_endpoint(unit, endpoint=endpoint)


def _give_up_in_time(
    unit: Unit, endpoint: WebhookEndpoint, answer: Answer, rest: timedelta | None
) -> None:
    outbox = endpoint.outbox
    outbox.failing_since = since = outbox.failing_since or unit.at
    if rest is not None:
        # Whatever is answered last, the longest that was asked for is kept to.
        outbox.rests_until = max(outbox.rests_until or unit.at, unit.at + rest)
    outbox.save(update_fields=["failing_since", "rests_until"])
    if answer.status == GONE:
        disable_webhook_endpoint(unit, endpoint=endpoint, because=DisabledBecause.GONE)
    elif unit.at - since >= PATIENCE:
        disable_webhook_endpoint(unit, endpoint=endpoint, because=DisabledBecause.FAILING)


def _chance(unit: Unit) -> float:
    """From the source that ids and salts are of, which a test can set."""
    return int.from_bytes(unit.source.salt()[:4]) / 0xFFFF_FFFF
