"""The errand as the worker runs it: it wakes at the doorbell, and finishes what it has begun."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any  # settings are of any type

import pytest

from backend.sync import delivering
from backend.sync.delivering import deliver_until
from backend.sync.models import Delivery
from tests import borough as boroughs
from tests.borough import Borough
from tests.live.server import PATIENCE
from tests.sync.hooking import active, change, delivered, deliveries, listening
from tests.sync.receiver import Receiver, Reply, receiver


@contextmanager
def delivering_in_a_thread() -> Iterator[Event]:
    stop = Event()
    thread = Thread(target=deliver_until, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def committed(transactional_db: None, settings: Any) -> Borough:
    """Seen from other threads; and the errand looks so seldom that only the doorbell wakes it."""
    settings.WEBHOOK_LOOK_SECONDS = 3
    return boroughs.knowsley()


@pytest.mark.django_db(transaction=True)
def test_it_wakes_at_the_doorbell(committed: Borough, partner: Receiver, settings: Any) -> None:
    settings.WEBHOOK_LOOK_SECONDS = PATIENCE
    active(committed, partner.url, types=["action"])

    with delivering_in_a_thread():
        # What it finds as it begins. After that it waits.
        change(committed)
        partner.until(1)
        change(committed)
        partner.until(2)
        settings.WEBHOOK_LOOK_SECONDS = 0.05
        # Rung once more, so that it need not be waited for.
        change(committed)


@pytest.mark.django_db(transaction=True)
def test_it_finishes_what_it_has_begun(committed: Borough, partner: Receiver) -> None:
    hooked = active(committed, partner.url, types=["action"])
    released = Event()
    partner.says(Reply(200, after=released))
    change(committed)

    with delivering_in_a_thread() as stop:
        partner.until(1)
        stop.set()
        released.set()

    assert [one.state for one in deliveries(hooked)] == ["delivered"]


def test_it_lets_no_endpoint_that_fails_stop_the_others(
    borough: Borough,
    partner: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with receiver() as other:
        broken = listening(borough, other, types=["action"])
        listening(borough, partner, who="Mirror", types=["action"])
        monkeypatch.setattr(delivering, "_claim", failing_for(broken.endpoint.id))
        monkeypatch.setattr("backend.sync.delivering.connections.close_all", lambda: None)
        change(borough)

        with caplog.at_level(logging.ERROR):
            delivered()

        assert (len(partner.received), other.received) == (1, [])
        assert str(broken.endpoint.id) in caplog.text


def failing_for(endpoint_id: object) -> Any:
    claim = delivering._claim

    def claimed(place: Any, **given: Any) -> int:
        if place[0] == endpoint_id:
            raise RuntimeError("Its secret cannot be read.")
        return claim(place, **given)

    return claimed


def test_it_keeps_no_delivery_of_an_endpoint_that_nobody_told(borough: Borough) -> None:
    """Before it is active its place in the log is all there is."""
    active(borough, types=["deal"])
    change(borough)

    delivered()

    assert not Delivery.objects.exists()
