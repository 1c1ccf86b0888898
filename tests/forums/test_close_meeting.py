import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.forums.chamber import MEETING_IN, closed
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS

CLOSE = DEEDS["close_meeting"]


def test_it_closes_and_is_recorded(borough: Borough) -> None:
    asked = CLOSE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "closed", True)
    assert asked.body["closed_at"] is not None
    assert asked.written == (Written("meeting.closed", 4, "Sara", told=BOARD_TOLD),)


def test_it_has_nothing_to_do_when_closed(borough: Borough) -> None:
    asked = CLOSE.ask(borough, on=closed(borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["scheduled", "agenda_published", "cancelled"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = CLOSE.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert CLOSE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert CLOSE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert CLOSE.ask(borough, version=7).refusal == STALE
