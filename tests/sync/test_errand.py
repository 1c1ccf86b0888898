"""The errand as the worker runs it: it wakes at the doorbell, and finishes what it has begun."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any  # settings are of any type

import pytest

from backend.sync.delivering import deliver_until
from tests import borough as boroughs
from tests.borough import Borough
from tests.live.server import PATIENCE
from tests.sync.hooking import active, change, deliveries
from tests.sync.receiver import Receiver, Reply


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
