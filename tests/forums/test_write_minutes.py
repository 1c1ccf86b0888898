from typing import Any

import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Asked, Written, read
from tests.borough import Borough
from tests.forums.chamber import MEETING_IN, closed, fresh, growth_forum
from tests.forums.sitting import Sitting
from tests.people.questions import NOWHERE

TEXT = "1. Apologies were received.\n2. The Board agreed the lease."
AT_THE_BOARD = ("Mel", "Nia", "Olu", "Pia", "Sue", "Tom")


def write(sitting: Sitting, who: str = "Sara", on: Any = None, **given: object) -> Asked:
    path = f"/meetings/{getattr(on or sitting.meeting, 'id', on)}/minutes"
    return sitting.ask(who, path, {"text": TEXT, **given})


def listed(borough: Borough, who: str, meeting: Any, query: str = "") -> list[Any]:
    rows = read(borough, who, f"/meetings/{meeting.id}/minutes{query}")["results"]
    return [row["text"] for row in rows]


def test_it_writes_and_is_recorded(sitting: Sitting) -> None:
    asked = write(sitting)

    body = asked.body
    assert (asked.status, body["text"], body["restricted"]) == (200, TEXT, False)
    assert body["meeting"] == str(sitting.meeting.id)
    assert asked.written == (Written("minutes.written", 1, "Sara", told=AT_THE_BOARD),)
    assert read(sitting.borough, "Sara", f"/minutes/{body['id']}") == body


def test_it_writes_the_same_part_anew(sitting: Sitting) -> None:
    first = write(sitting).body

    asked = write(sitting, text="1. Nobody came.")

    assert (asked.body["id"], asked.body["version"]) == (first["id"], 2)
    assert listed(sitting.borough, "Sara", sitting.meeting) == ["1. Nobody came."]


def test_it_has_nothing_to_do_when_it_says_the_same(sitting: Sitting) -> None:
    write(sitting)

    asked = write(sitting)

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


def test_it_keeps_the_two_parts_apart(sitting: Sitting) -> None:
    write(sitting)
    write(sitting, text="The price is two million.", restricted=True)

    everything = listed(sitting.borough, "Mel", sitting.meeting)
    secret = listed(sitting.borough, "Mel", sitting.meeting, "?restricted=true")

    assert sorted(everything) == [TEXT, "The price is two million."]
    assert secret == ["The price is two million."]


def test_it_is_the_forum_s_alone_until_it_is_circulated(sitting: Sitting) -> None:
    part = write(sitting).body
    borough = sitting.borough

    assert [listed(borough, who, sitting.meeting) for who in ("Mel", "Tom", "Sue", "Audrey")] == [
        [TEXT]
    ] * 4
    assert [listed(borough, who, sitting.meeting) for who in ("Pat", "Ada", "Priya")] == [[]] * 3
    assert borough.as_("Pat").get(f"/minutes/{part['id']}").status_code == 404


def test_it_never_touches_the_meeting(sitting: Sitting) -> None:
    write(sitting)
    write(sitting, restricted=True)

    assert fresh(sitting.meeting).version == sitting.meeting.version


@pytest.mark.parametrize("state", ["in_session", "closed", "minutes_circulated"])
def test_it_writes_until_they_are_approved(sitting: Sitting, state: str) -> None:
    meeting = MEETING_IN[state](sitting.borough)

    assert write(sitting, on=meeting).status == 200


def test_it_keeps_open_what_was_circulated(sitting: Sitting) -> None:
    meeting = MEETING_IN["minutes_circulated"](sitting.borough)

    write(sitting, on=meeting)

    assert listed(sitting.borough, "Pat", meeting) == [TEXT]


def test_it_keeps_what_is_restricted_hidden_after_circulation(sitting: Sitting) -> None:
    meeting = MEETING_IN["minutes_circulated"](sitting.borough)

    write(sitting, on=meeting, restricted=True)

    assert listed(sitting.borough, "Pat", meeting) == ["1. All agreed."]


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize(
    "state", ["scheduled", "agenda_published", "cancelled", "minutes_approved"]
)
def test_it_refuses_in_the_wrong_state(sitting: Sitting, state: str, *, restricted: bool) -> None:
    asked = write(sitting, on=MEETING_IN[state](sitting.borough), restricted=restricted)

    assert (asked.refusal, asked.body["current_state"]) == (WRONG_STATE, state)


def test_it_hides_what_you_cannot_see(sitting: Sitting) -> None:
    assert write(sitting, "Olga").refusal == HIDDEN
    assert write(sitting, on=NOWHERE).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Audrey", "Pat", "Gus"])
def test_it_forbids_whoever_is_not_its_secretary(sitting: Sitting, who: str) -> None:
    growth_forum(sitting.borough)

    assert write(sitting, who, on=closed(sitting.borough)).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_there_is_no_text(sitting: Sitting) -> None:
    asked = write(sitting, text="\n")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/text"])
