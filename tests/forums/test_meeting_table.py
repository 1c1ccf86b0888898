"""Every state, every move, every role of a meeting: what is answered, and what is told before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final  # a parsed document

import pytest
import yaml
from pytest_django import DjangoDbBlocker

from backend.audit.models import Entry
from backend.audit.source import now
from backend.forums import operations as forums
from backend.forums.models import AgendaItem, Meeting
from tests.actions.cells import CODES, Cell, read_cell
from tests.actions.questions import Body
from tests.actions.undoing import undone
from tests.borough import Borough, Caller, tag
from tests.deals.kept import known
from tests.deals.test_deal_table import told
from tests.forums.chamber import (
    AT_ONCE,
    fresh,
    growth_forum,
    item_on,
    minuted,
    moved,
    scheduled,
    seated,
)
from tests.forums.meeting_deeds import HUB

STATES: Final = [
    "scheduled",
    "agenda_published",
    "in_session",
    "closed",
    "minutes_circulated",
    "minutes_approved",
    "cancelled",
]
ADDRESSES: Final = {
    "publish_agenda": "publish-agenda",
    "move_meeting": "move",
    "cancel_meeting": "cancel",
    "open_meeting": "open",
    "close_meeting": "close",
    "circulate_minutes": "circulate-minutes",
    "approve_minutes": "approve-minutes",
}

# How a meeting comes into each state from the one before.
STEPS: Final[dict[str, Callable[[Borough, Meeting], object]]] = {
    "agenda_published": lambda borough, meeting: moved(borough, meeting, forums.publish_agenda),
    "in_session": lambda borough, meeting: moved(borough, meeting, forums.open_meeting),
    "closed": lambda borough, meeting: minuted(
        borough, moved(borough, meeting, forums.close_meeting)
    ),
    "minutes_circulated": lambda borough, meeting: moved(
        borough, meeting, forums.circulate_minutes
    ),
    "minutes_approved": lambda borough, meeting: borough.act(
        "Tom",
        forums.approve_minutes,
        meeting_id=meeting.id,
        version=fresh(meeting).version,
        procedure="All members agreed by e-mail.",
    ),
    "cancelled": lambda borough, meeting: moved(
        borough, meeting, forums.cancel_meeting, reason="Too few can come."
    ),
}


@dataclass(frozen=True)
class Stage:
    """Everyone with their token; a meeting in every state, and its item."""

    callers: dict[str, Caller]
    meetings: dict[str, Meeting]
    items: dict[str, AgendaItem]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("meeting_table.yaml").read_text("utf-8"))


PEOPLE: Final = [str(name) for name in table()["people"]]


def cell(move: str, state: str, who: str) -> Cell:
    return read_cell(table()["moves"][move][state][PEOPLE.index(who)])


def of_the_agenda(operation: str, state: str, who: str) -> int:
    return int(table()["agenda"][operation][state][PEOPLE.index(who)])


def with_an_item(borough: Borough, state: str) -> tuple[Meeting, AgendaItem]:
    """Walked there by whoever may, along the way that leads there."""
    meeting = scheduled(borough, starts_at=now() + AT_ONCE)
    item = item_on(borough, meeting)
    way = ["cancelled"] if state == "cancelled" else STATES[1 : STATES.index(state) + 1]
    for step in way:
        STEPS[step](borough, meeting)
    return fresh(meeting), AgendaItem.objects.get(id=item.id)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with django_db_blocker.unblock(), undone():
        borough = seated(known())
        growth_forum(borough)
        made = {state: with_an_item(borough, state) for state in STATES}
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: borough.as_(name) for name in PEOPLE if name != "Nobody"}
        yield Stage(
            {**callers, "Nobody": nobody},
            {state: meeting for state, (meeting, _) in made.items()},
            {state: item for state, (_, item) in made.items()},
        )


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def body_of(operation: str) -> Body:
    later = now() + timedelta(days=14)
    bodies: dict[str, Body] = {
        "move_meeting": {
            "starts_at": later.isoformat(),
            "ends_at": (later + timedelta(hours=1)).isoformat(),
            "reason": "The chair is away.",
        },
        "cancel_meeting": {"reason": "Too few can come."},
        "approve_minutes": {"procedure": "All members agreed by e-mail."},
        "add_agenda_item": HUB,
        "admit_urgent_item": {**HUB, "urgency": "The lease ends on Friday."},
        "withdraw_agenda_item": {"reason": "The paper is not ready."},
    }
    return bodies.get(operation, {})


def path_of(operation: str, stage: Stage, state: str) -> str:
    meeting = f"/meetings/{stage.meetings[state].id}"
    paths = {
        "add_agenda_item": f"{meeting}/agenda-items",
        "admit_urgent_item": f"{meeting}/urgent-items",
        "withdraw_agenda_item": f"/agenda-items/{stage.items[state].id}/withdraw",
    }
    return paths.get(operation) or f"{meeting}/{ADDRESSES[operation]}"


def test_it_covers_every_state_and_every_person() -> None:
    rows = [*table()["moves"].values(), *table()["agenda"].values()]

    assert [list(one) for one in rows] == [STATES] * 10
    assert [len(row) for one in rows for row in one.values()] == [9] * 70


@pytest.mark.parametrize(
    ("operation", "state", "who"), [*product(table()["moves"], STATES, PEOPLE)]
)
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()

    answer = stage.callers[who].post(
        path_of(operation, stage, state),
        body_of(operation),
        if_match=tag(stage.meetings[state].version),
    )

    assert told(answer) == expected
    assert (Entry.objects.count() > size) == bool(expected.changed)


@pytest.mark.parametrize(
    ("operation", "state", "who"), [*product(table()["agenda"], STATES, PEOPLE)]
)
def test_it_keeps_the_agenda_as_the_table_says(
    stage: Stage, operation: str, state: str, who: str
) -> None:
    expected, size = of_the_agenda(operation, state, who), Entry.objects.count()

    answer = stage.callers[who].post(
        path_of(operation, stage, state),
        body_of(operation),
        if_match=tag(stage.items[state].version),
    )

    assert (answer.status_code, answer.json().get("code")) == (expected, CODES[expected])
    assert (Entry.objects.count() > size) == (expected in (200, 201))


IN_SIGHT: Final = [who for who in PEOPLE if who not in ("Nobody", "Olga")]


@pytest.mark.parametrize(("state", "who"), [*product(STATES, IN_SIGHT)])
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell(move, state, who) for move in table()["moves"]}

    answer = stage.callers[who].get(f"/meetings/{stage.meetings[state].id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}
    assert [one["href"].rpartition("/")[2] for one in results] == [*ADDRESSES.values()]


@pytest.mark.parametrize(("who", "status"), [("Nobody", 401), ("Olga", 404)])
def test_it_foretells_nothing_to_whom_it_is_hidden(stage: Stage, who: str, status: int) -> None:
    answer = stage.callers[who].get(f"/meetings/{stage.meetings['scheduled'].id}/transitions")

    assert answer.status_code == status


def test_it_says_what_each_move_takes(stage: Stage) -> None:
    answer = stage.callers["Sara"].get(f"/meetings/{stage.meetings['scheduled'].id}/transitions")

    asked_for = {one["operation"]: one["required_inputs"] for one in answer.json()["results"]}
    assert asked_for == {
        "publish_agenda": [],
        "move_meeting": ["starts_at", "ends_at", "reason"],
        "cancel_meeting": ["reason"],
        "open_meeting": [],
        "close_meeting": [],
        "circulate_minutes": [],
        "approve_minutes": [],
    }
