import pytest

from tests.actions.questions import read
from tests.forums.chamber import MEETING_IN, approved, circulated, closed, growth_forum, minuted
from tests.forums.sitting import Sitting

EVERYONE = ("Sara", "Tom", "Mel", "Sue", "Ada", "Audrey", "Pat", "Gus", "Gail")


def waiting(sitting: Sitting, who: str) -> list[tuple[str, str]]:
    rows = read(sitting.borough, who, "/me/waiting")["results"]
    return [
        (row["kind"], row["subject"]["id"]) for row in rows if row["subject"]["type"] == "meeting"
    ]


def everyone(sitting: Sitting) -> dict[str, list[tuple[str, str]]]:
    """Of those for whom something waits."""
    growth_forum(sitting.borough)
    told = {who: waiting(sitting, who) for who in EVERYONE}
    return {who: found for who, found in told.items() if found}


def test_it_waits_for_the_secretary_to_write_them(sitting: Sitting) -> None:
    meeting = closed(sitting.borough)

    assert everyone(sitting) == {"Sara": [("minutes_to_write", str(meeting.id))]}


def test_it_waits_for_the_secretary_until_they_are_circulated(sitting: Sitting) -> None:
    meeting = closed(sitting.borough)
    minuted(sitting.borough, meeting)
    minuted(sitting.borough, meeting, restricted=True)

    assert everyone(sitting) == {"Sara": [("minutes_to_write", str(meeting.id))]}


def test_it_waits_for_the_chair_to_approve_them(sitting: Sitting) -> None:
    meeting = circulated(sitting.borough)

    assert everyone(sitting) == {"Tom": [("minutes_to_approve", str(meeting.id))]}


def test_it_waits_for_those_of_that_forum(sitting: Sitting) -> None:
    growth = growth_forum(sitting.borough)
    written = closed(sitting.borough, growth)
    sent = circulated(sitting.borough, growth)

    assert everyone(sitting) == {
        "Gus": [("minutes_to_write", str(written.id))],
        "Gail": [("minutes_to_approve", str(sent.id))],
    }


def test_it_says_since_when_and_of_what(sitting: Sitting) -> None:
    meeting = circulated(sitting.borough)

    (row,) = read(sitting.borough, "Tom", "/me/waiting")["results"]

    since = read(sitting.borough, "Tom", f"/meetings/{meeting.id}")["circulated_at"]
    assert (row["since"], row["title"], row["due_on"]) == (since, meeting.title, None)


def test_it_waits_for_nobody_once_they_are_approved(sitting: Sitting) -> None:
    approved(sitting.borough)

    assert everyone(sitting) == {}


@pytest.mark.parametrize("state", ["scheduled", "agenda_published", "in_session", "cancelled"])
def test_it_waits_for_nobody_before_the_meeting_is_over(sitting: Sitting, state: str) -> None:
    MEETING_IN[state](sitting.borough)

    assert everyone(sitting) == {}
