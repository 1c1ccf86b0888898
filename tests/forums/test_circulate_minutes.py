import pytest

from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Asked,
    Written,
    read,
    request,
)
from tests.borough import tag
from tests.forums.chamber import MEETING_IN, closed, growth_forum, minuted
from tests.forums.sitting import Sitting

AT_THE_BOARD = ("Mel", "Nia", "Olu", "Pia", "Sue", "Tom")


@pytest.fixture
def over(sitting: Sitting) -> Sitting:
    """Both parts of its minutes are written."""
    meeting = closed(sitting.borough)
    minuted(sitting.borough, meeting, "For all.")
    minuted(sitting.borough, meeting, "For the Board.", restricted=True)
    return sitting.at(meeting)


def circulate(sitting: Sitting, who: str = "Sara") -> Asked:
    return sitting.move(who, "circulate-minutes")


def read_by(sitting: Sitting, who: str) -> list[str]:
    rows = read(sitting.borough, who, f"/meetings/{sitting.meeting.id}/minutes")["results"]
    return sorted(row["text"] for row in rows)


def test_it_circulates_and_is_recorded(over: Sitting) -> None:
    asked = circulate(over)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (
        200,
        "minutes_circulated",
        True,
    )
    assert asked.body["circulated_at"] is not None
    assert asked.written == (
        Written("meeting.minutes_circulated", 5, "Sara", told=AT_THE_BOARD),
        Written("minutes.circulated", 2, "Sara"),
    )


def test_it_opens_the_part_for_all_alone(over: Sitting) -> None:
    assert read_by(over, "Pat") == []

    circulate(over)

    assert read_by(over, "Pat") == ["For all."]
    assert read_by(over, "Mel") == ["For all.", "For the Board."]


def test_it_waits_for_the_minutes(sitting: Sitting) -> None:
    asked = circulate(sitting.at(closed(sitting.borough)))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["minutes_missing"])


def test_it_waits_for_the_part_for_all(sitting: Sitting) -> None:
    meeting = closed(sitting.borough)
    minuted(sitting.borough, meeting, restricted=True)

    asked = circulate(sitting.at(meeting))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["minutes_missing"])


def test_it_is_nothing_to_do_twice(over: Sitting) -> None:
    circulate(over)

    asked = circulate(over)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_keeps_nothing_of_a_dry_run(over: Sitting) -> None:
    asked = over.move("Sara", "circulate-minutes?dry_run=true")

    assert (asked.status, asked.body["state"], asked.trace) == (200, "minutes_circulated", 0)
    assert read_by(over, "Pat") == []


@pytest.mark.parametrize("state", ["scheduled", "agenda_published", "in_session", "cancelled"])
def test_it_refuses_in_the_wrong_state(sitting: Sitting, state: str) -> None:
    asked = circulate(sitting.at(MEETING_IN[state](sitting.borough)))

    assert (asked.refusal, asked.body["current_state"]) == (WRONG_STATE, state)


def test_it_is_not_done_again_once_they_are_approved(sitting: Sitting) -> None:
    meeting = MEETING_IN["minutes_approved"](sitting.borough)

    assert circulate(sitting.at(meeting)).refusal == WRONG_STATE


def test_it_asks_for_the_version_that_was_read(over: Sitting) -> None:
    path = f"/meetings/{over.meeting.id}/circulate-minutes"

    unsaid = request(over.borough, "Sara", "post", path, {})
    stale = request(over.borough, "Sara", "post", path, {}, if_match=tag(3))

    assert (unsaid.refusal, stale.refusal) == (UNCONDITIONAL, STALE)


def test_it_hides_what_you_cannot_see(over: Sitting) -> None:
    assert circulate(over, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Audrey", "Pat", "Gus"])
def test_it_forbids_whoever_is_not_its_secretary(over: Sitting, who: str) -> None:
    growth_forum(over.borough)

    assert circulate(over, who).refusal == FORBIDDEN
