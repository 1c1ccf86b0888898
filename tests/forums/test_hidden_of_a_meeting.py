"""Whoever is outside the forum reads the same, whether something restricted was written or not."""

import json
import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from backend.forums import operations as forums
from backend.forums.models import Minutes
from tests.actions.questions import Asked
from tests.borough import Answer
from tests.forums.chamber import MEETING_IN, attend, minuted
from tests.forums.sitting import Sitting
from tests.people.questions import NOWHERE

OUTSIDE: Final = ("Pat", "Rhea")
# How far the log has come is public to the partnership on purpose.
OF_ITS_OWN: Final = re.compile(r'"(request_id|changes_cursor)": ?("[^"]*"|\d+|null)')
HEADERS: Final = ("X-Request-ID", "Content-Length", "Date", "Link")


def told(answer: Answer) -> tuple[int, str, dict[str, str]]:
    """But for what differs between any two requests."""
    text = OF_ITS_OWN.sub("", answer.content.decode())
    headers = {name: value for name, value in answer.headers.items() if name not in HEADERS}
    return answer.status_code, text, headers


def addresses(sitting: Sitting) -> list[str]:
    """Everything there is to read of the meeting, and what is not."""
    meeting, item = f"/meetings/{sitting.meeting.id}", f"/agenda-items/{sitting.item.id}"
    hidden = f"/agenda-items/{sitting.hidden.id}"
    forum = f"/forums/{sitting.borough.board.id}"
    parts = Minutes.objects.filter(meeting=sitting.meeting, restricted=False)
    return [
        meeting,
        f"{meeting}/transitions",
        f"{meeting}/attendances",
        f"{meeting}/minutes",
        f"{meeting}/minutes?restricted=true",
        f"{meeting}/agenda-items",
        f"{meeting}/agenda-versions",
        item,
        f"{item}/interests",
        hidden,
        f"{hidden}/interests",
        f"{forum}/attendance-rates",
        f"{forum}/meetings",
        "/meetings",
        "/me/waiting",
        "/me/notices",
        f"/minutes/{NOWHERE}",
        f"/interests/{NOWHERE}",
        f"/minutes-corrections/{NOWHERE}",
        *(f"/minutes/{one.id}" for one in parts),
        *(f"/minutes/{one.id}/corrections" for one in parts),
    ]


def all_told(sitting: Sitting, who: str) -> list[tuple[int, str, dict[str, str]]]:
    caller = sitting.borough.as_(who)
    paths = addresses(sitting)
    # With a count where there is one: of what is hidden nothing is counted.
    return [told(caller.get(path, prefer="count=exact")) for path in paths]


def a_restricted_part(sitting: Sitting) -> list[str]:
    part = minuted(sitting.borough, sitting.meeting, "Two million.", restricted=True)
    return [f"/minutes/{part.id}", f"/minutes/{part.id}/corrections"]


def a_restricted_part_anew(sitting: Sitting) -> list[str]:
    minuted(sitting.borough, sitting.meeting, "One million.", restricted=True)
    return a_restricted_part(sitting)


def a_hidden_interest(sitting: Sitting) -> list[str]:
    interest = sitting.borough.act(
        "Mel", forums.declare_interest, agenda_item_id=sitting.hidden.id, nature="Owns the site."
    )
    return [f"/interests/{interest.id}"]


WRITES: Final[dict[str, Callable[[Sitting], list[str]]]] = {
    "a part": a_restricted_part,
    "a part anew": a_restricted_part_anew,
    "an interest": a_hidden_interest,
}


def known(sitting: Sitting, state: str) -> Sitting:
    meeting = MEETING_IN[state](sitting.borough)
    return sitting.at(meeting)


def assert_alike(sitting: Sitting, writes: Callable[[Sitting], list[str]]) -> None:
    before = {who: all_told(sitting, who) for who in OUTSIDE}

    hidden = writes(sitting)

    assert {who: all_told(sitting, who) for who in OUTSIDE} == before
    missing = sitting.borough.as_("Pat").get(f"/minutes/{NOWHERE}")
    answers = [sitting.borough.as_("Pat").get(path) for path in hidden]
    assert [_without_place(one) for one in answers] == [_without_place(missing)] * len(hidden)


def _without_place(answer: Answer) -> tuple[int, Any]:
    body = json.loads(answer.content)
    return answer.status_code, {
        name: body[name] for name in body if name not in ("instance", "request_id")
    }


@pytest.mark.parametrize("write", WRITES)
def test_it_reads_the_same_with_and_without(sitting: Sitting, write: str) -> None:
    attend(sitting.borough, sitting.meeting, "Mel")
    minuted(sitting.borough, sitting.meeting)

    assert_alike(sitting, WRITES[write])


@pytest.mark.parametrize("state", ["closed", "minutes_circulated"])
def test_it_reads_the_same_after_the_session(sitting: Sitting, state: str) -> None:
    assert_alike(known(sitting, state), a_restricted_part)


def test_it_reads_the_same_of_what_is_corrected(sitting: Sitting) -> None:
    over = known(sitting, "minutes_circulated")
    part = minuted(over.borough, over.meeting, "Two million.", restricted=True)
    over.move("Tom", "approve-minutes", {"procedure": "By e-mail."})

    def corrects(board: Sitting) -> list[str]:
        note = board.borough.act(
            "Tom",
            forums.correct_minutes,
            minutes_id=part.id,
            text="Three million.",
            capacity="Chair",
        )
        return [f"/minutes-corrections/{note.id}", f"/minutes/{part.id}/corrections"]

    assert_alike(over, corrects)


def refusal(asked: Asked) -> dict[str, Any]:
    told = {name: asked.body[name] for name in asked.body if name != "request_id"}
    return {**told, "status": asked.status}


def test_it_refuses_to_circulate_alike(sitting: Sitting) -> None:
    """Also the sentence that says what is missing."""
    over = known(sitting, "closed")
    without = over.move("Sara", "circulate-minutes")

    minuted(over.borough, over.meeting, "Two million.", restricted=True)

    assert refusal(over.move("Sara", "circulate-minutes")) == refusal(without)
