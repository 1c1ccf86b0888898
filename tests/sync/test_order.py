"""In order of each thing, one at a time; and nobody waits for somebody else's server."""

from threading import Event
from time import perf_counter
from typing import Any  # settings are of any type

import pytest
import time_machine

from backend.audit.source import now
from backend.sync import operations
from backend.sync.models import Delivery
from backend.sync.operations.sending import IN_FLIGHT, LEASE
from tests.borough import Borough
from tests.sync.hooking import (
    MONDAY,
    change,
    changes,
    claim,
    delivered,
    deliveries,
    listening,
    settle,
    tell,
)
from tests.sync.receiver import Received, Receiver, Reply, receiver


def test_it_tells_each_thing_in_order_whatever_fails(borough: Borough, partner: Receiver) -> None:
    listening(borough, partner, types=["action"])
    first, second = change(borough), change(borough)
    for _ in range(3):
        changes(borough, first, 1)
        changes(borough, second, 1)
    failed: set[str] = set()

    def every_second_try(one: Received) -> Reply:
        if one.id in failed:
            return Reply(200)
        failed.add(one.id)
        return Reply(500)

    partner.reply = every_second_try
    for place in range(40):
        with time_machine.travel(MONDAY.replace(minute=place + 1), tick=False):
            delivered()

    for action_id in (first, second):
        tries = [one.event["data"]["version"] for one in partner.of(action_id)]
        assert tries == [1, 1, 2, 2, 3, 3, 4, 4]


def test_it_holds_back_only_what_belongs_to_the_same_thing(
    borough: Borough, partner: Receiver
) -> None:
    hooked = listening(borough, partner, types=["action"])
    failing, fine = change(borough), change(borough)
    for _ in range(3):
        changes(borough, failing, 1)
        changes(borough, fine, 1)
    partner.reply = lambda one: Reply(500 if str(failing) in one.event["subject"] else 200)

    delivered()

    assert [one.event["data"]["version"] for one in partner.of(failing)] == [1]
    assert [one.event["data"]["version"] for one in partner.of(fine)] == [1, 2, 3, 4]
    assert len(deliveries(hooked, state="waiting")) == 4


def test_it_sends_so_many_at_once_and_no_more(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    for _ in range(IN_FLIGHT + 3):
        change(borough)
    tell(borough, hooked)

    first, second = claim(borough, hooked), claim(borough, hooked)

    assert (len(first), second) == (IN_FLIGHT, [])


def test_it_sends_one_at_a_time_to_what_fails(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(500))
    change(borough)
    delivered()
    change(borough)
    change(borough)
    tell(borough, hooked)

    assert len(claim(borough, hooked)) == 1


def test_it_claims_again_what_a_dead_worker_had(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    change(borough)
    tell(borough, hooked)
    (held,) = claim(borough, hooked)

    with time_machine.travel(held.claimed_until, tick=False):
        (again,) = claim(borough, hooked)

    assert again.delivery_id == held.delivery_id
    assert again.headers["webhook-id"] == held.headers["webhook-id"]
    assert again.claimed_until == held.claimed_until + LEASE


def test_it_settles_nothing_by_a_claim_that_has_run_out(
    borough: Borough, partner: Receiver
) -> None:
    hooked = listening(borough, partner, types=["action"])
    change(borough)
    tell(borough, hooked)
    (slow,) = claim(borough, hooked)
    with time_machine.travel(slow.claimed_until, tick=False):
        claim(borough, hooked)
        settled = settle(borough, slow, 200)

    assert settled is False
    assert Delivery.objects.get(id=slow.delivery_id).state == "waiting"


def test_a_slow_endpoint_delays_no_other(borough: Borough, partner: Receiver) -> None:
    """It answers only when the other has been told everything."""
    with receiver() as slow:
        listening(borough, slow, types=["action"])
        told = listening(borough, partner, who="Mirror", types=["action"])
        released = Event()
        slow.reply = lambda _: Reply(200, after=released)
        partner.reply = lambda _: _release(partner, released)
        action_id = change(borough)
        changes(borough, action_id, 2)
        began = perf_counter()

        delivered()

        assert perf_counter() - began < 10
        assert [one.event["data"]["version"] for one in partner.of(action_id)] == [1, 2, 3]
        assert [one.state for one in deliveries(told)] == ["delivered"] * 3
        assert len(slow.received) == 3


def test_slow_endpoints_leave_a_sender_to_the_others(
    borough: Borough, partner: Receiver, settings: Any
) -> None:
    """However much waits for them, and however long: all of it is older."""
    settings.WEBHOOK_SENDERS = IN_FLIGHT
    with receiver() as slow:
        listening(borough, slow, types=["action"])
        listening(borough, partner, who="Mirror", types=["action"])
        released = Event()
        slow.reply = lambda _: Reply(200, after=released)
        partner.reply = lambda _: _release(partner, released)
        for _ in range(IN_FLIGHT):
            changes(borough, change(borough), 1)
        began = perf_counter()

        delivered()

        assert perf_counter() - began < 10
        assert len(partner.received) == len(slow.received) == 2 * IN_FLIGHT


def test_it_looks_first_where_the_least_is_under_way(borough: Borough, partner: Receiver) -> None:
    busy = listening(borough, partner, types=["action"])
    idle = listening(borough, partner, who="Mirror", types=["action"])
    for _ in range(IN_FLIGHT + 1):
        change(borough)
    tell(borough, busy)
    tell(borough, idle)
    order = [busy.endpoint.id, idle.endpoint.id]
    assert [one for one, _ in operations.endpoints_due(now())] == order

    claim(borough, busy)

    assert [one for one, _ in operations.endpoints_due(now())] == order[::-1]


def _release(partner: Receiver, released: Event) -> Reply:
    if len(partner.received) >= 3:
        released.set()
    return Reply(200)


@pytest.mark.parametrize("count", [1, 7])
def test_it_sends_all_that_is_due_in_one_go(
    borough: Borough, partner: Receiver, count: int
) -> None:
    listening(borough, partner, types=["action"])
    changes(borough, change(borough), count)

    assert delivered() == count + 1
