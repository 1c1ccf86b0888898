"""What the errand does with each endpoint, whatever becomes of the others."""

import logging
from typing import Any  # what is handed on

import pytest

from backend.sync import delivering
from backend.sync.models import Delivery
from tests.borough import Borough
from tests.sync.hooking import active, change, delivered, listening
from tests.sync.receiver import Receiver, receiver


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
