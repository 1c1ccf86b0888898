from typing import Any  # bodies are JSON

import pytest

from backend.api.encoding import instant_text
from backend.audit.models import Entry
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE
from tests.borough import Borough
from tests.sync.hooking import (
    REPLAY,
    Hooked,
    change,
    changes,
    delivered,
    deliveries,
    listening,
    paused,
    removed,
)
from tests.sync.receiver import Receiver


@pytest.fixture
def told(borough: Borough, partner: Receiver) -> Hooked:
    """Of an action and four changes to it."""
    hooked = listening(borough, partner, types=["action"])
    changes(borough, change(borough), 4)
    delivered()
    return hooked


def of_the_action(partner: Receiver) -> list[int]:
    return [one.event["data"]["version"] for one in partner.received]


def test_it_tells_all_again_under_the_same_ids_and_is_recorded(
    borough: Borough, partner: Receiver, told: Hooked
) -> None:
    before = partner.ids
    asked = REPLAY.ask(borough, on=told.now)
    delivered()

    (written,) = asked.written
    assert (asked.status, written.verb) == (200, "webhook_endpoint.replayed")
    assert written.given["first"] == 0
    # What it was told of before it was registered is told now, too.
    assert partner.ids[-5:] == before[:5]
    assert told.now.outbox.replay_from is None


def test_it_tells_a_stretch_by_its_indexes(
    borough: Borough, partner: Receiver, told: Hooked
) -> None:
    first = partner.received[1].index
    partner.received.clear()

    REPLAY.ask(borough, on=told.now, body={"from_index": first, "to_index": first + 2})
    delivered()

    assert of_the_action(partner) == [2, 3, 4]


def test_it_tells_a_stretch_by_its_instants(
    borough: Borough, partner: Receiver, told: Hooked
) -> None:
    logged = [instant_text(Entry.objects.get(id=one.id).logged) for one in partner.received[1:4]]
    partner.received.clear()

    REPLAY.ask(borough, on=told.now, body={"from_at": logged[0], "to_at": logged[2]})
    delivered()

    assert of_the_action(partner) == [2, 3, 4]


def test_it_goes_on_with_what_is_new(borough: Borough, partner: Receiver, told: Hooked) -> None:
    partner.received.clear()
    REPLAY.ask(borough, on=told.now, from_index=told.endpoint.outbox.position)
    other = change(borough)

    delivered()

    assert len(partner.received) == 6
    assert len(partner.of(other)) == 1
    assert {one.state for one in deliveries(told)} == {"delivered"}


def test_it_waits_while_the_endpoint_is_paused(borough: Borough) -> None:
    hooked = paused(borough)

    asked = REPLAY.ask(borough, on=hooked.now)

    assert asked.status == 200
    assert asked.body["replay_to"] == hooked.now.outbox.position - 1
    assert delivered() == 0


def test_it_replays_one_stretch_at_a_time(borough: Borough) -> None:
    hooked = paused(borough)
    REPLAY.ask(borough, on=hooked.now)

    assert REPLAY.ask(borough, on=hooked.now).refusal == (409, "replay_running", 0)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/from_index"]),
        ({"from_index": 0, "from_at": "2027-01-04T09:00:00Z"}, ["#/from_index"]),
        ({"from_index": 0, "to_index": 1, "to_at": "2027-01-04T09:00:00Z"}, ["#/to_index"]),
        ({"to_index": 1, "to_at": "2027-01-04T09:00:00Z"}, ["#/from_index", "#/to_index"]),
        ({"from_index": -1}, ["#/from_index"]),
        ({"from_at": "2027-01-04"}, ["#/from_at"]),
        ({"from_index": 10, "to_index": 9}, ["#/from_index"]),
        ({"from_index": 2**53 - 1}, ["#/from_index"]),
        ({"from_at": "2027-01-05T09:00:00Z"}, ["#/from_at"]),
        ({"from_at": "2027-01-04T09:00:00Z", "to_at": "0001-01-01T00:00:00Z"}, ["#/from_at"]),
    ],
)
def test_it_names_what_is_wrong_with_a_stretch(
    borough: Borough, body: dict[str, Any], pointers: list[str]
) -> None:
    asked = REPLAY.ask(borough, body=body)

    assert (asked.refusal, asked.pointers) == (MALFORMED, pointers)


def test_it_takes_the_ends_of_the_calendar(borough: Borough) -> None:
    asked = REPLAY.ask(
        borough, body={"from_at": "0001-01-01T00:00:00Z", "to_at": "9999-12-31T23:59:59Z"}
    )

    assert asked.status == 200


def test_it_replays_to_nothing_that_is_removed(borough: Borough) -> None:
    assert REPLAY.ask(borough, on=removed(borough).endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REPLAY.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, who: str) -> None:
    assert REPLAY.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REPLAY.ask(borough, version=7).refusal == STALE
