"""An answer comes when much has happened since its event was sent: it says only what it can."""

from collections.abc import Callable

import pytest

from tests.borough import Borough
from tests.sync.hooking import (
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
