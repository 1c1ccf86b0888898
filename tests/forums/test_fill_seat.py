from datetime import UTC, datetime
from typing import Any  # bodies are JSON

import pytest
import time_machine

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written, read
from tests.borough import Borough, tag
from tests.forums.meeting_deeds import DEEDS, a_seat, filled_seat
from tests.people.questions import NOWHERE

FILL = DEEDS["fill_seat"]
# The last instants of the 12th of October and the first of the 13th, in British Summer Time.
LAST = datetime(2026, 10, 12, 22, 59, tzinfo=UTC)
AFTER = datetime(2026, 10, 12, 23, 0, tzinfo=UTC)


def test_it_makes_a_member_and_is_recorded(borough: Borough) -> None:
    asked = FILL.ask(borough)

    assert (asked.status, asked.body["actor"]) == (200, str(borough.actor_id("Rob")))
    assert asked.written == (
        Written("appointment.made", 1, "Ada", told=("Rob",)),
        Written("seat.filled", 2, "Ada"),
    )
    appointment = read(borough, "Pat", f"/appointments/{asked.body['appointment']}")
    assert (appointment["role"], appointment["on"]) == ("member", str(borough.board.id))


def test_it_says_who_sits_there_as_of_now(borough: Borough) -> None:
    seat = filled_seat(borough, ends_on=LAST.date())
    path = f"/forums/{borough.board.id}/seats"

    with time_machine.travel(LAST):
        last = read(borough, "Pat", path)["results"]
    with time_machine.travel(AFTER):
        after = read(borough, "Pat", path)["results"]

    assert [(one["id"], one["actor"]) for one in last] == [
        (str(seat.id), str(borough.actor_id("Rob")))
    ]
    assert [(one["id"], one["actor"]) for one in after] == [(str(seat.id), None)]


def test_it_says_nobody_sits_there_yet(borough: Borough) -> None:
    asked = FILL.ask(borough, starts_on="2026-10-12")

    assert asked.body["actor"] is None
    assert asked.body["appointment"] is not None


@pytest.mark.parametrize("given", [{}, {"starts_on": datetime(2026, 11, 1, tzinfo=UTC).date()}])
def test_it_fills_a_seat_once_at_a_time(borough: Borough, given: dict[str, Any]) -> None:
    asked = FILL.ask(borough, on=filled_seat(borough, **given))

    assert asked.refusal == (409, "seat_filled", 0)


def test_it_fills_a_seat_again_that_is_vacant(borough: Borough) -> None:
    seat = filled_seat(borough)
    borough.as_("Ada").post(
        f"/appointments/{seat.appointment_id}/end", {"reason": "Moved away."}, if_match=tag(1)
    )

    asked = FILL.ask(borough, on=seat, actor=str(borough.actor_id("Pat")))

    assert (asked.status, asked.body["actor"]) == (200, str(borough.actor_id("Pat")))


def test_it_appoints_nobody_unknown(borough: Borough) -> None:
    asked = FILL.ask(borough, actor=str(NOWHERE))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/actor"])


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert FILL.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Tom", "Mel", "Pat", "Audrey"])
def test_it_is_the_administrator_s_to_do(borough: Borough, who: str) -> None:
    assert FILL.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_fails(borough: Borough) -> None:
    seat = a_seat(borough)

    wrong = FILL.ask(borough, on=seat, ends_on="2026-10-01")

    assert (wrong.refusal, wrong.pointers) == (MALFORMED, ["#/ends_on"])
    assert FILL.ask(borough, on=seat, version=7).refusal == STALE
