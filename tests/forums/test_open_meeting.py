from datetime import UTC, datetime

import pytest
import time_machine

from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.forums.chamber import MEETING_IN, in_session, published
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS

OPEN = DEEDS["open_meeting"]
# Of the day on which it starts, as it is told there: an hour before that in Greenwich.
NIGHT = datetime(2026, 10, 11, 22, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 11, 23, 0, tzinfo=UTC)


def test_it_opens_and_is_recorded(borough: Borough) -> None:
    asked = OPEN.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "in_session", True)
    assert asked.body["opened_at"] is not None
    assert asked.written == (Written("meeting.opened", 3, "Sara", told=BOARD_TOLD),)


def test_it_opens_on_its_day_and_no_earlier(borough: Borough) -> None:
    meeting = published(borough)

    with time_machine.travel(NIGHT):
        early = OPEN.ask(borough, on=meeting)
    with time_machine.travel(MIDNIGHT):
        opened = OPEN.ask(borough, on=meeting)

    assert (early.refusal, early.unmet) == (GUARDED, ["not_its_day"])
    assert opened.body["state"] == "in_session"


def test_it_foretells_that_it_is_not_the_day(borough: Borough) -> None:
    answer = borough.as_("Sara").get(f"/meetings/{published(borough).id}/transitions")

    told = {one["operation"]: one for one in answer.json()["results"]}["open_meeting"]
    assert (told["verdict"], told["code"]) == ("blocked", "transition_guard_failed")
    assert told["reasons"][0]["detail"].startswith("It meets on 2026-10-12:")


def test_it_has_nothing_to_do_when_in_session(borough: Borough) -> None:
    asked = OPEN.ask(borough, on=in_session(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["scheduled", "closed", "cancelled"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = OPEN.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert OPEN.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert OPEN.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert OPEN.ask(borough, version=7).refusal == STALE
