from datetime import timedelta

import pytest
import time_machine

from backend.sync.operations.sending import IN_FLIGHT
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    read,
    request,
)
from tests.borough import Borough
from tests.sync.hooking import (
    MONDAY,
    PING,
    STATES,
    active,
    change,
    claim,
    delivered,
    deliveries,
    paused,
    registered,
    removed,
    settle,
    tell,
)
from tests.sync.receiver import Receiver, Reply


def test_it_is_recorded_and_waits_to_be_sent(borough: Borough) -> None:
    hooked = registered(borough)

    asked = PING.ask(borough, on=hooked.endpoint)

    assert (asked.status, asked.body["state"]) == (201, "waiting")
    assert asked.body["endpoint"] == str(hooked.endpoint.id)
    assert asked.written == (Written("webhook_endpoint.pinged", 2, "Tracker"),)
    path = asked.headers["Location"].partition("/api/v1")[2]
    assert read(borough, "Tracker", path) == asked.body


def test_it_activates_an_endpoint_that_answers(borough: Borough, partner: Receiver) -> None:
    hooked = registered(borough, partner.url)
    ping = PING.ask(borough, on=hooked.endpoint).body

    delivered()

    first = partner.received[0]
    first.verify(hooked.secret)
    assert (first.id, first.event["type"]) == (ping["event"], "webhook_endpoint.pinged")
    assert hooked.now.state == "active"


def test_it_is_the_very_change_that_the_log_holds(borough: Borough, partner: Receiver) -> None:
    """So it is told once, though the endpoint is told of its own entries, too."""
    hooked = registered(borough, partner.url)
    PING.ask(borough, on=hooked.endpoint)

    delivered()
    delivered()

    types = [one.event["type"].partition(".")[2] for one in partner.received]
    assert types == ["pinged", "registered", "activated"]
    assert [one.index for one in partner.received] == [
        hooked.endpoint.outbox.position + place for place in (1, 0, 2)
    ]


@pytest.mark.parametrize("status", [301, 302, 400, 404, 410, 500])
def test_it_activates_nothing_that_answers_otherwise(
    borough: Borough, partner: Receiver, status: int
) -> None:
    partner.says(Reply(status, {"Location": partner.url}))
    hooked = registered(borough, partner.url)
    PING.ask(borough, on=hooked.endpoint)

    delivered()

    (ping,) = deliveries(hooked)
    assert (hooked.now.state, len(partner.received)) == ("pending", 1)
    assert (ping.state, ping.status, ping.attempts) == ("dead", status, 1)


def test_it_brings_a_disabled_endpoint_back(borough: Borough, partner: Receiver) -> None:
    hooked = STATES["disabled"](borough, url=partner.url)
    assert hooked.now.disabled_because == "failing"

    PING.ask(borough, on=hooked.now)
    delivered()

    assert (hooked.now.state, hooked.now.disabled_because) == ("active", "")


def test_it_leaves_a_paused_endpoint_paused(borough: Borough, partner: Receiver) -> None:
    hooked = paused(borough, url=partner.url)

    PING.ask(borough, on=hooked.now)
    delivered()

    assert (hooked.now.state, len(partner.received)) == ("paused", 1)


def test_it_waits_for_nothing_that_fails(borough: Borough) -> None:
    """An endpoint that fails is sent one change at a time, and that one may hang."""
    hooked = active(borough, types=["action"])
    for _ in range(3):
        change(borough)
    tell(borough, hooked)
    for letter in claim(borough, hooked):
        settle(borough, letter, 500)
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False):
        under_way = claim(borough, hooked)

        ping = PING.ask(borough, on=hooked.now).body

        claimed = claim(borough, hooked)
    assert len(under_way) == 1
    assert [str(one.delivery_id) for one in claimed] == [ping["id"]]


def test_it_comes_before_a_backlog(borough: Borough) -> None:
    hooked = active(borough, types=["action"])
    for _ in range(10):
        change(borough)
    tell(borough, hooked)
    ping = PING.ask(borough, on=hooked.now).body

    claimed = claim(borough, hooked)

    assert str(claimed[0].delivery_id) == ping["id"]
    assert len(claimed) == 1 + IN_FLIGHT


def test_it_pings_nothing_that_is_removed(borough: Borough) -> None:
    assert PING.ask(borough, on=removed(borough).endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert PING.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, who: str) -> None:
    assert PING.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    hooked = active(borough)
    path = f"/webhook-endpoints/{hooked.endpoint.id}/ping"

    assert PING.ask(borough, on=hooked.endpoint, version=7).refusal == STALE
    assert request(borough, "Tracker", "post", path, {}).refusal == UNCONDITIONAL
