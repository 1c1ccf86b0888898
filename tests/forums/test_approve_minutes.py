from typing import Any

import pytest

from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Asked,
    Written,
    read,
    request,
)
from tests.borough import tag
from tests.forums.chamber import (
    MEETING_IN,
    circulated,
    growth_forum,
    in_session,
    minuted,
)
from tests.forums.sitting import Sitting
from tests.people.questions import NOWHERE

AT_THE_BOARD = ("Mel", "Nia", "Olu", "Pia", "Sara", "Sue")
IN_WRITING = {"procedure": "All members agreed by e-mail."}


@pytest.fixture
def ready(sitting: Sitting) -> Sitting:
    """Its minutes were circulated; the Board is in session again."""
    return sitting.at(circulated(sitting.borough))


def approve(sitting: Sitting, who: str = "Tom", body: Any = None) -> Asked:
    return sitting.move(who, "approve-minutes", IN_WRITING if body is None else body)


def test_it_approves_in_writing_and_is_recorded(ready: Sitting) -> None:
    asked = approve(ready)

    body = asked.body
    assert (asked.status, body["state"], body["changed"]) == (200, "minutes_approved", True)
    assert body["approval_procedure"] == IN_WRITING["procedure"]
    assert (body["approved_at_meeting"], body["approved_at"] is None) == (None, False)
    assert asked.written == (Written("meeting.minutes_approved", 6, "Tom", told=AT_THE_BOARD),)


def test_it_approves_at_a_later_meeting(ready: Sitting) -> None:
    later = in_session(ready.borough)

    asked = approve(ready, body={"at_meeting": str(later.id)})

    assert (asked.status, asked.body["approved_at_meeting"]) == (200, str(later.id))
    assert asked.body["approval_procedure"] == ""


@pytest.mark.parametrize("body", [{}, {**IN_WRITING, "at_meeting": str(NOWHERE)}])
def test_it_is_approved_in_exactly_one_way(ready: Sitting, body: dict[str, str]) -> None:
    asked = approve(ready, body=body)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/at_meeting"])
    assert asked.body["errors"][0]["code"] == "exactly_one"


def test_it_knows_no_meeting_of_another_forum(ready: Sitting) -> None:
    growth = in_session(ready.borough, growth_forum(ready.borough))

    theirs = approve(ready, body={"at_meeting": str(growth.id)})
    missing = approve(ready, body={"at_meeting": str(NOWHERE)})

    assert (theirs.refusal, theirs.pointers) == (MALFORMED, ["#/at_meeting"])
    assert theirs.body["errors"] == missing.body["errors"]
    assert theirs.body["errors"][0]["code"] == "unknown_reference"


def test_it_is_not_approved_at_the_meeting_itself(ready: Sitting) -> None:
    asked = approve(ready, body={"at_meeting": str(ready.meeting.id)})

    assert (asked.refusal, asked.unmet) == (GUARDED, ["not_a_later_meeting"])


@pytest.mark.parametrize("state", ["scheduled", "agenda_published", "closed", "cancelled"])
def test_it_is_approved_in_a_session_alone(ready: Sitting, state: str) -> None:
    later = MEETING_IN[state](ready.borough)

    asked = approve(ready, body={"at_meeting": str(later.id)})

    assert (asked.refusal, asked.unmet) == (GUARDED, ["not_a_later_meeting"])


def test_it_is_not_approved_at_an_earlier_meeting(sitting: Sitting, ready: Sitting) -> None:
    """One that began before is still in session."""
    asked = approve(ready, body={"at_meeting": str(sitting.meeting.id)})

    assert (asked.refusal, asked.unmet) == (GUARDED, ["not_a_later_meeting"])


def test_it_keeps_what_was_approved_as_it_was(ready: Sitting) -> None:
    approve(ready)
    path = f"/meetings/{ready.meeting.id}/minutes"

    anew = ready.ask("Sara", path, {"text": "1. Nothing was agreed."})

    assert anew.refusal == WRONG_STATE
    assert [row["text"] for row in read(ready.borough, "Pat", path)["results"]] == [
        "1. All agreed."
    ]


def test_it_never_tells_of_the_restricted_part(ready: Sitting) -> None:
    minuted(ready.borough, ready.meeting, "Two million.", restricted=True)

    asked = approve(ready)

    assert len(asked.written) == 1


def test_it_is_nothing_to_do_twice(ready: Sitting) -> None:
    approve(ready)

    asked = approve(ready)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["scheduled", "in_session", "closed", "cancelled"])
def test_it_refuses_in_the_wrong_state(sitting: Sitting, state: str) -> None:
    asked = approve(sitting.at(MEETING_IN[state](sitting.borough)))

    assert (asked.refusal, asked.body["current_state"]) == (WRONG_STATE, state)


def test_it_asks_for_the_version_that_was_read(ready: Sitting) -> None:
    path = f"/meetings/{ready.meeting.id}/approve-minutes"

    unsaid = request(ready.borough, "Tom", "post", path, IN_WRITING)
    stale = request(ready.borough, "Tom", "post", path, IN_WRITING, if_match=tag(3))

    assert (unsaid.refusal, stale.refusal) == (UNCONDITIONAL, STALE)


def test_it_hides_what_you_cannot_see(ready: Sitting) -> None:
    assert approve(ready, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Sara", "Mel", "Ada", "Audrey", "Pat", "Gail"])
def test_it_forbids_whoever_is_not_its_chair(ready: Sitting, who: str) -> None:
    growth_forum(ready.borough)

    assert approve(ready, who).refusal == FORBIDDEN


def test_it_explains_what_it_takes(ready: Sitting) -> None:
    path = f"/meetings/{ready.meeting.id}/transitions"

    told = read(ready.borough, "Tom", path)["results"]

    (mine,) = [one for one in told if one["operation"] == "approve_minutes"]
    assert (mine["verdict"], set(mine["inputs"]["properties"])) == (
        "allowed",
        {"at_meeting", "procedure"},
    )
