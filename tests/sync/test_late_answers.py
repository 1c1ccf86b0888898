"""An answer comes when much has happened since its event was sent: it says only what it can."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from tests.borough import Borough
from tests.sync.hooking import (
    MONDAY,
    PING,
    REVISE,
    Hooked,
    active,
    change,
    claim,
    deliveries,
    registered,
    settle,
    tell,
)

HOUR = timedelta(hours=1)
ELSEWHERE = "https://other.example.test/in"


def move(borough: Borough, hooked: Hooked) -> None:
    assert REVISE.ask(borough, on=hooked.now, body={"url": ELSEWHERE}).status == 200


def rename(borough: Borough, hooked: Hooked) -> None:
    assert REVISE.ask(borough, on=hooked.now, body={"description": "Ours."}).status == 200


@pytest.mark.parametrize(("revise", "state"), [(rename, "active"), (move, "pending")])
def test_it_activates_only_the_address_that_has_answered(
    borough: Borough, revise: Callable[[Borough, Hooked], None], state: str
) -> None:
    hooked = registered(borough)
    PING.ask(borough, on=hooked.now)
    (ping,) = claim(borough, hooked)
    revise(borough, hooked)

    settle(borough, ping, 200)

    assert hooked.now.state == state
    assert [one.state for one in deliveries(hooked)] == ["delivered"]


def test_it_disables_no_address_because_another_is_gone(borough: Borough) -> None:
    hooked = active(borough, types=["action"])
    change(borough)
    tell(borough, hooked)
    (late,) = claim(borough, hooked)
    move(borough, hooked)
    PING.ask(borough, on=hooked.now)
    (ping,) = claim(borough, hooked)
    settle(borough, ping, 200)

    settle(borough, late, 410, retry_after="3600")

    endpoint = hooked.now
    assert (endpoint.state, endpoint.url) == ("active", ELSEWHERE)
    assert (endpoint.outbox.failing_since, endpoint.outbox.rests_until) == (None, None)
    assert [one.state for one in deliveries(hooked, type="action.proposed")] == ["waiting"]


def test_it_tells_nobody_again_what_was_taken_before_the_move(borough: Borough) -> None:
    """It is one partner at either address, who has it."""
    hooked = active(borough, types=["action"])
    change(borough)
    tell(borough, hooked)
    (letter,) = claim(borough, hooked)
    move(borough, hooked)

    settle(borough, letter, 200)

    assert [one.state for one in deliveries(hooked)] == ["delivered"]
    assert hooked.now.state == "pending"


@pytest.mark.parametrize(("status", "retry_after"), [(200, ""), (500, ""), (503, "60")])
def test_it_rests_as_long_as_it_was_ever_asked_to(
    borough: Borough, status: int, retry_after: str
) -> None:
    """Whatever else is answered meanwhile: it is the server that is overloaded."""
    hooked = active(borough, types=["action"])
    with time_machine.travel(MONDAY, tick=False):
        change(borough)
        change(borough)
        tell(borough, hooked)
        overloaded, other = claim(borough, hooked)
        settle(borough, overloaded, 429, retry_after="3600")

        settle(borough, other, status, retry_after)

        change(borough)
        tell(borough, hooked)
    assert hooked.now.outbox.rests_until == MONDAY + HOUR
    with time_machine.travel(MONDAY + HOUR - timedelta(seconds=1), tick=False):
        assert claim(borough, hooked) == []
    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert claim(borough, hooked) != []


def test_it_asks_no_new_address_to_wait_for_the_old_one(borough: Borough) -> None:
    hooked = active(borough, types=["action"])
    change(borough)
    change(borough)
    tell(borough, hooked)
    overloaded, failing = claim(borough, hooked)
    settle(borough, overloaded, 429, retry_after="3600")

    move(borough, hooked)
    settle(borough, failing, 503, retry_after="3600")

    outbox = hooked.now.outbox
    assert (outbox.failing_since, outbox.rests_until) == (None, None)
