import pytest

from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
)
from tests.borough import Borough
from tests.forums.chamber import MEETING_IN, cancelled, item_on, published, scheduled
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS

CANCEL = DEEDS["cancel_meeting"]


def test_it_cancels_and_is_recorded(borough: Borough) -> None:
    asked = CANCEL.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "cancelled", True)
    assert (asked.body["cancel_reason"], asked.body["sequence"]) == ("Too few can come.", 1)
    assert asked.body["cancelled_at"] is not None
    assert asked.written == (Written("meeting.cancelled", 2, "Sara", told=BOARD_TOLD),)


def test_it_cancels_one_of_a_series_alone(borough: Borough) -> None:
    first = DEEDS["schedule_meeting"].ask(borough, repeat={"every_weeks": 1, "count": 3})
    second = read(borough, "Sara", f"/meetings?series={first.body['series']}")["results"][1]

    borough.as_("Sara").post(
        f"/meetings/{second['id']}/cancel", {"reason": "Half-term."}, if_match='"1"'
    )

    after = read(borough, "Sara", f"/meetings?series={first.body['series']}")["results"]
    assert [one["state"] for one in after] == ["scheduled", "cancelled", "scheduled"]


def test_it_cancels_also_once_the_agenda_is_published(borough: Borough) -> None:
    asked = CANCEL.ask(borough, on=published(borough))

    assert (asked.body["state"], asked.body["agenda_number"]) == ("cancelled", 1)


def test_it_leaves_on_record_what_stood_on_its_agenda(borough: Borough) -> None:
    meeting = scheduled(borough)
    item_on(borough, meeting)

    CANCEL.ask(borough, on=meeting)

    (item,) = read(borough, "Pat", f"/meetings/{meeting.id}/agenda-items")["results"]
    assert (item["title"], item["ended_at"]) == ("Open the Huyton hub", None)


def test_it_has_nothing_to_do_when_cancelled(borough: Borough) -> None:
    asked = CANCEL.ask(borough, on=cancelled(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["in_session", "closed"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = CANCEL.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_asks_why(borough: Borough) -> None:
    asked = CANCEL.ask(borough, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert CANCEL.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert CANCEL.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert CANCEL.ask(borough, version=7).refusal == STALE
