"""Several workers at once, on both databases: PostgreSQL locks the endpoint's row and the others
pass it by; SQLite lets one write after the other.
"""

from collections import Counter
from collections.abc import Callable
from threading import Event, Lock, Thread

import pytest
from django.db import connection, connections

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.sync import operations
from backend.sync.delivering import deliver_once
from backend.sync.operations.sending import IN_FLIGHT
from tests import borough as boroughs
from tests.borough import Borough
from tests.sync.hooking import Hooked, active, change, changes, deliveries
from tests.sync.receiver import Received, Receiver, Reply

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


@pytest.fixture
def borough(transactional_db: None) -> Borough:
    return boroughs.knowsley()


class Counting:
    """A partner that counts how many talk to it at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    def reply(self, one: Received) -> Reply:
        with self._lock:
            for name in ("all", one.event["subject"]):
                self._now[name] += 1
                self.most[name] = max(self.most[name], self._now[name])
        Event().wait(0.05)
        with self._lock:
            self._now.subtract(("all", one.event["subject"]))
        return Reply(204)


def worked() -> None:
    try:
        deliver_once(Event())
    finally:
        connections.close_all()


def test_it_sends_each_event_once_among_many_workers(
    borough: Borough, partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked = active(borough, partner.url)
    subjects = [change(borough) for _ in range(6)]
    for subject_id in subjects:
        changes(borough, subject_id, 2)
    counting = Counting()
    monkeypatch.setattr(partner, "take", taking(partner, counting))

    at_once([Thread(target=worked) for _ in range(WORKERS)])

    assert len(partner.received) == len(set(partner.ids)) == len(deliveries(hooked))
    assert {one.state for one in deliveries(hooked)} == {"delivered"}
    assert counting.most.pop("all") <= IN_FLIGHT
    assert set(counting.most.values()) == {1}
    for subject_id in subjects:
        assert [one.event["data"]["version"] for one in partner.of(subject_id)] == [1, 2, 3]


def taking(partner: Receiver, counting: Counting) -> Callable[[Received], Reply]:
    """Without the lock that keeps the partner to one at a time."""

    def take(one: Received) -> Reply:
        partner.received.append(one)
        return counting.reply(one)

    return take


def at_once(threads: list[Thread]) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not any(one.is_alive() for one in threads)


@pytest.mark.postgres
def test_it_sees_what_was_told_while_it_waited_for_the_lock(borough: Borough) -> None:
    """SQLite has one writer, who finds everything as the one before left it."""
    hooked = active(borough)
    endpoint = hooked.now
    held = Event()
    replay = Thread(target=replayed, args=(borough, hooked, held))
    at = now()
    replay.start()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        operations.tell_webhook_endpoint(unit, endpoint_id=endpoint.id)
        held.set()
        wait_for_a_waiting_writer()
    replay.join(60)

    outbox = hooked.now.outbox
    assert endpoint.outbox.position < outbox.position
    assert (outbox.replay_from, outbox.replay_to) == (0, outbox.position - 1)


def replayed(borough: Borough, hooked: Hooked, held: Event) -> None:
    held.wait(20)
    try:
        borough.act(
            "Tracker",
            operations.replay_webhook_endpoint,
            endpoint_id=hooked.endpoint.id,
            version=hooked.endpoint.version,
            from_index=0,
        )
    finally:
        connections.close_all()


def wait_for_a_waiting_writer() -> None:
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (waiting,) = cursor.fetchone()
        if waiting:
            return
        Event().wait(0.05)
    raise AssertionError("Nobody waits for the lock.")
