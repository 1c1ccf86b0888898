import pytest

from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    request,
)
from tests.borough import Borough
from tests.forums.chamber import MEETING_IN, item_on, published, scheduled
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS, LATER

MOVE = DEEDS["move_meeting"]


def test_it_moves_and_is_recorded(borough: Borough) -> None:
    asked = MOVE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "scheduled", True)
    assert (asked.body["starts_at"], asked.body["papers_due_on"]) == (
        "2026-10-19T13:00:00.000000Z",
        "2026-10-12",
    )
    assert asked.body["sequence"] == 1
    assert asked.written == (
        Written(
            "meeting.moved", 2, "Sara", told=BOARD_TOLD, given={"reason": "The chair is away."}
        ),
    )


def test_it_keeps_the_place_unless_another_is_named(borough: Borough) -> None:
    meeting = scheduled(borough, place="Huyton Civic Suite", link="https://meet.example.org/b")

    kept = MOVE.ask(borough, on=meeting)
    moved = MOVE.ask(borough, on=meeting, version=2, place="Kirkby Centre", link="")

    assert (kept.body["place"], kept.body["link"]) == (meeting.place, meeting.link)
    assert (moved.body["place"], moved.body["link"]) == ("Kirkby Centre", "")


def test_it_keeps_a_published_agenda_and_what_stands_on_it(borough: Borough) -> None:
    meeting = scheduled(borough)
    item = item_on(borough, meeting)
    DEEDS["publish_agenda"].ask(borough, on=meeting)

    asked = MOVE.ask(borough, on=meeting, version=2)

    assert (asked.body["state"], asked.body["agenda_number"]) == ("agenda_published", 1)
    item.refresh_from_db()
    assert (item.meeting_id, item.ended_at) == (meeting.id, None)


def test_it_refuses_the_time_and_place_it_has(borough: Borough) -> None:
    meeting = scheduled(borough)
    same = {"starts_at": meeting.starts_at.isoformat(), "ends_at": meeting.ends_at.isoformat()}

    asked = MOVE.ask(borough, on=meeting, **same)

    assert asked.refusal == MALFORMED
    assert asked.body["errors"][0]["code"] == "unchanged"


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"starts_at": "2026-10-05T08:59:59Z"}, "#/starts_at", "in_the_past"),
        ({"ends_at": "2026-10-19T13:00:00Z"}, "#/ends_at", "ends_before_start"),
        ({"reason": " "}, "#/reason", "blank"),
    ],
)
def test_it_names_what_cannot_be(
    borough: Borough, changed: dict[str, object], pointer: str, code: str
) -> None:
    asked = MOVE.ask(borough, **changed)

    assert asked.refusal == MALFORMED
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in asked.body["errors"]]


@pytest.mark.parametrize("state", ["in_session", "closed", "cancelled"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    asked = MOVE.ask(borough, on=MEETING_IN[state](borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_is_next_door(borough: Borough) -> None:
    assert MOVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    assert MOVE.ask(borough, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert MOVE.ask(borough, version=7).refusal == STALE


def test_it_keeps_nothing_of_a_rehearsal(borough: Borough) -> None:
    meeting = published(borough)
    path = f"/meetings/{meeting.id}/move?dry_run=true"

    asked = request(borough, "Sara", "post", path, LATER, if_match='"2"')

    assert (asked.status, asked.body["sequence"], asked.trace) == (200, 1, 0)
