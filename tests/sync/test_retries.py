"""What did not arrive is tried again, for days, and in the end given up; its endpoint, too."""

from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random

import pytest
import time_machine

from backend.audit.models import Told
from backend.sync.models import DeliveryState
from backend.sync.schedule import LONGEST_REST, WAITS, asked_rest, wait_after
from tests.borough import Borough
from tests.people.questions import entry_of
from tests.sync.hooking import (
    MONDAY,
    Hooked,
    change,
    changes,
    delivered,
    deliveries,
    listening,
)
from tests.sync.receiver import Receiver, Reply

SECONDS = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]


def test_it_waits_as_the_standard_says() -> None:
    assert [one.total_seconds() for one in WAITS] == SECONDS


def test_it_waits_a_tenth_more_or_less() -> None:
    chances = Random(7)
    for tries in range(1, 10):
        ratios = [
            (wait_after(tries, chances.random()) or timedelta()) / WAITS[tries] for _ in range(200)
        ]
        assert 0.9 <= min(ratios) < 0.92
        assert 1.08 < max(ratios) <= 1.1


def test_it_waits_no_more_after_the_last() -> None:
    assert wait_after(10, 0.5) is None


@pytest.mark.parametrize(
    ("status", "said", "rest"),
    [
        (500, "", None),
        (503, "120", timedelta(seconds=120)),
        (429, "", timedelta(seconds=5)),
        (502, "soon", timedelta(seconds=5)),
        (504, "-7", timedelta(seconds=5)),
        (500, "0", timedelta(seconds=5)),
        (429, "999999999", LONGEST_REST),
        (429, "9" * 40, timedelta(seconds=5)),
        (503, format_datetime(MONDAY + timedelta(hours=2), usegmt=True), timedelta(hours=2)),
        (503, format_datetime(MONDAY - timedelta(hours=2), usegmt=True), timedelta(seconds=5)),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_REST),
        (None, "", None),
    ],
)
def test_it_rests_as_long_as_it_is_asked_to(
    status: int | None, said: str, rest: timedelta | None
) -> None:
    assert asked_rest(status, said, MONDAY) == rest


def at(when: datetime) -> int:
    with time_machine.travel(when, tick=False):
        return delivered()


def due(hooked: Hooked) -> datetime:
    (one,) = deliveries(hooked, state=DeliveryState.WAITING)
    return one.due_at


def test_it_tries_ten_times_and_gives_up(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(500))
    when, waits = MONDAY + timedelta(minutes=1), []
    with time_machine.travel(when, tick=False):
        change(borough)
        delivered()
    while deliveries(hooked, state="waiting"):
        waits.append((due(hooked) - when).total_seconds())
        assert at(due(hooked) - timedelta(microseconds=1)) == 0
        when = due(hooked)
        assert at(when) == 1

    (one,) = deliveries(hooked)
    assert (one.state, one.attempts, one.status) == ("dead", 10, 500)
    assert len(partner.received) == 10
    assert len(set(partner.ids)) == 1
    assert all(
        0.9 * most <= wait <= 1.1 * most for wait, most in zip(waits, SECONDS[1:], strict=True)
    )


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 400, 401, 404, 500, 503])
def test_it_takes_only_2xx_for_success_and_follows_nobody(
    borough: Borough, partner: Receiver, status: int
) -> None:
    hooked = listening(borough, partner, types=["action"])
    elsewhere = f"http://127.0.0.1:{partner.port}/elsewhere"
    partner.says(Reply(status, {"Location": elsewhere}))
    change(borough)

    delivered()

    (one,) = deliveries(hooked)
    assert (one.state, one.status) == ("waiting", status)
    assert [received.path for received in partner.received] == ["/hook"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_it_takes_every_2xx_for_success(borough: Borough, partner: Receiver, status: int) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(status))
    change(borough)

    delivered()

    assert [one.state for one in deliveries(hooked)] == ["delivered"]


def test_it_leaves_an_endpoint_alone_as_long_as_it_asks(
    borough: Borough, partner: Receiver
) -> None:
    """All of it: it is the server that is overloaded, not one of its things."""
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(429, {"Retry-After": "3600"}), Reply(200))
    start = MONDAY + timedelta(minutes=1)
    with time_machine.travel(start, tick=False):
        change(borough)
        assert delivered() == 1
        change(borough)
        assert delivered() == 0

    assert at(start + timedelta(seconds=3599)) == 0
    assert at(start + timedelta(seconds=3600)) >= 1
    at(start + timedelta(seconds=3601))
    assert {one.state for one in deliveries(hooked)} == {"delivered"}


def test_it_is_told_at_once_that_an_endpoint_is_gone(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(410))
    changes(borough, change(borough), 2)

    delivered()

    endpoint = hooked.now
    assert (endpoint.state, endpoint.disabled_because) == ("disabled", "gone")
    assert len(partner.received) == 1
    assert [one.state for one in deliveries(hooked)] == ["waiting"] * 3
    entry = entry_of(endpoint.id)
    assert entry.verb == "webhook_endpoint.disabled"
    assert Told.objects.filter(entry=entry.id, actor=endpoint.owner_id).exists()
    (notice, *_) = borough.as_("Tracker").get("/me/notices").json()["results"]
    assert notice["verb"] == "webhook_endpoint.disabled"


@pytest.mark.parametrize(
    ("passed", "state"),
    [
        (timedelta(days=5) - timedelta(minutes=1), "active"),
        (timedelta(days=5), "disabled"),
    ],
)
def test_it_gives_an_endpoint_up_after_five_days_of_failures(
    borough: Borough, partner: Receiver, passed: timedelta, state: str
) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(500))
    start = MONDAY + timedelta(minutes=1)
    with time_machine.travel(start, tick=False):
        change(borough)
        delivered()
    with time_machine.travel(start + passed, tick=False):
        change(borough)
        delivered()

    endpoint = hooked.now
    assert (endpoint.state, endpoint.outbox.failing_since) == (state, start)


def test_it_forgives_once_anything_arrives(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    start = MONDAY + timedelta(minutes=1)
    for days, status in ((0, 500), (3, 200), (6, 500)):
        partner.says(Reply(status))
        with time_machine.travel(start + timedelta(days=days), tick=False):
            change(borough)
            delivered()

    endpoint = hooked.now
    assert (endpoint.state, endpoint.outbox.failing_since) == ("active", start + timedelta(days=6))


def test_it_loses_nothing_of_what_an_endpoint_missed(borough: Borough, partner: Receiver) -> None:
    """Disabled, then back: all of it arrives, in order."""
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(410), Reply(200))
    action_id = change(borough)
    delivered()
    changes(borough, action_id, 3)

    with time_machine.travel(MONDAY + timedelta(hours=1)):
        endpoint = hooked.now
        borough.as_("Tracker").post(
            f"/webhook-endpoints/{endpoint.id}/ping", {}, if_match=f'"{endpoint.version}"'
        )
        delivered()

    versions = [one.event["data"]["version"] for one in partner.of(action_id)]
    assert versions == [1, 1, 2, 3, 4]
