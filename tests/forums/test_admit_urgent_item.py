from typing import Any  # bodies are JSON

import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.borough import Borough
from tests.forums.chamber import (
    MEETING_IN,
    fresh,
    in_session,
    item_on,
    published,
    restricted_item_on,
    scheduled,
)
from tests.forums.meeting_deeds import DEEDS

ADMIT = DEEDS["admit_urgent_item"]
TOLD = ("Mel", "Nia", "Olu", "Pia", "Sara")


def versions(borough: Borough, who: str, meeting: Any) -> list[tuple[bool, int, int]]:
    """Of each agenda as published: whether it is restricted, its number, how many items."""
    listed = read(borough, who, f"/meetings/{meeting.id}/agenda-versions")["results"]
    return [(one["restricted"], one["number"], len(one["items"])) for one in listed]


def test_it_admits_and_is_recorded(borough: Borough) -> None:
    asked = ADMIT.ask(borough)

    assert (asked.status, asked.body["urgency"]) == (201, "The lease ends on Friday.")
    assert asked.headers["Location"].endswith(f"/api/v1/agenda-items/{asked.body['id']}")
    assert asked.written == (
        Written("agenda_item.added", 1, "Tom", told=TOLD),
        Written("agenda_version.frozen", 1, "Tom"),
        Written("meeting.agenda_extended", 3, "Tom", told=TOLD),
    )


def test_it_publishes_a_further_version_and_keeps_the_first(borough: Borough) -> None:
    meeting = scheduled(borough)
    item_on(borough, meeting, title="Roads")
    DEEDS["publish_agenda"].ask(borough, on=meeting)

    ADMIT.ask(borough, on=meeting)

    assert versions(borough, "Pat", meeting) == [(False, 1, 1), (False, 2, 2)]
    assert fresh(meeting).agenda_number == 2


def test_it_admits_while_they_sit(borough: Borough) -> None:
    asked = ADMIT.ask(borough, on=in_session(borough))

    assert (asked.status, asked.body["position"]) == (201, 1)


def test_it_changes_nothing_that_others_read_when_it_is_restricted(borough: Borough) -> None:
    meeting = published(borough)

    asked = ADMIT.ask(borough, on=meeting, restricted=True)

    assert [one.verb for one in asked.written] == ["agenda_item.added", "agenda_version.frozen"]
    assert (fresh(meeting).version, fresh(meeting).agenda_number) == (meeting.version, 1)
    assert versions(borough, "Pat", meeting) == [(False, 1, 0)]
    assert versions(borough, "Mel", meeting) == [(False, 1, 0), (True, 1, 1)]


def test_it_numbers_the_restricted_versions_apart(borough: Borough) -> None:
    meeting = published(borough)
    restricted_item_on(borough, meeting)
    item_on(borough, meeting)

    ADMIT.ask(borough, on=meeting, restricted=True, title="Sell the site")

    assert sorted(versions(borough, "Mel", meeting)) == [
        (False, 1, 0),
        (False, 2, 1),
        (True, 1, 1),
        (True, 2, 2),
    ]


@pytest.mark.parametrize("state", ["scheduled", "closed", "cancelled"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = ADMIT.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("urgency", [None, "", " "])
def test_it_asks_why_it_cannot_wait(borough: Borough, urgency: str | None) -> None:
    asked = ADMIT.ask(borough, urgency=urgency)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/urgency"])


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert ADMIT.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_chair_s_to_do(borough: Borough, who: str) -> None:
    asked = ADMIT.ask(borough, who, body={})

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["chair"]


def test_it_leaves_no_trace_when_it_fails(borough: Borough) -> None:
    meeting = published(borough)

    asked = ADMIT.ask(borough, on=meeting, kind="action_review")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/action"])
    assert fresh(meeting).agenda_number == 1
