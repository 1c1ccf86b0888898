"""Every state, every role of an assurance: what is answered, and what is told before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any  # a parsed document

import pytest
import time_machine
import yaml

from backend.audit.models import Entry
from backend.forums.models import Assurance
from tests.actions.cells import Cell, read_cell
from tests.actions.undoing import undone
from tests.borough import Answer, Borough, Caller, tag
from tests.forums.assuring import ASSURANCE_IN, NEW_YEAR, RECEIVE, SUBMIT
from tests.forums.chamber import in_session


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, the Board in session, and an assurance in every state."""

    borough: Borough
    callers: dict[str, Caller]
    assurances: dict[str, Assurance]
    body: dict[str, str]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("assurance_table.yaml").read_text("utf-8"))


PEOPLE = [str(name) for name in table()["people"]]
STATES = list(ASSURANCE_IN)
PERIODS = {"submitted": "2026-Q3", "received": "2026-Q2"}


def cell(state: str, who: str) -> Cell:
    return read_cell(table()["moves"]["receive_assurance"][state][PEOPLE.index(who)])


def told(answer: Answer) -> Cell:
    body = answer.json()
    found = Cell(answer.status_code, body.get("changed"))
    assert body.get("code") == found.code
    return found


@pytest.fixture(scope="module")
def built(begun: Borough) -> Iterator[Stage]:
    with undone(), time_machine.travel(NEW_YEAR):
        borough = replace(begun, tokens={})
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: borough.as_(name) for name in PEOPLE if name != "Nobody"}
        made = {state: make(borough, period=PERIODS[state]) for state, make in ASSURANCE_IN.items()}
        body = {"meeting": str(in_session(borough).id)}
        yield Stage(borough, {**callers, "Nobody": nobody}, made, body)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def test_it_covers_every_state_and_every_person() -> None:
    (rows,) = table()["moves"].values()

    assert list(rows) == STATES
    assert [len(row) for row in (*rows.values(), table()["submissions"])] == [13] * 3


@pytest.mark.parametrize(("state", "who"), [*product(STATES, PEOPLE)])
def test_it_answers_as_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected, size = cell(state, who), Entry.objects.count()
    one = stage.assurances[state]

    answer = stage.callers[who].post(RECEIVE.path(one), stage.body, if_match=tag(one.version))

    assert told(answer) == expected
    assert Entry.objects.count() - size == int(expected.changed or False)


@pytest.mark.parametrize("who", PEOPLE)
def test_it_lets_assure_whom_the_table_lets(stage: Stage, who: str) -> None:
    expected = int(table()["submissions"][PEOPLE.index(who)])
    borough = stage.borough

    answer = stage.callers[who].post(SUBMIT.path(borough.youth), SUBMIT.given(borough))

    assert told(answer) == Cell(expected)


@pytest.mark.parametrize(
    ("state", "who"), [*product(STATES, sorted({*PEOPLE} - {"Nobody", "Olga"}))]
)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = cell(state, who)

    answer = stage.callers[who].get(f"/assurances/{stage.assurances[state].id}/transitions")

    (one,) = answer.json()["results"]
    assert (one["verdict"], one["code"]) == (expected.verdict, expected.code)
    assert (one["required_inputs"], one["to"]) == (["meeting"], "received")


@pytest.mark.parametrize(("who", "status"), [("Nobody", 401), ("Olga", 404)])
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, who: str, status: int) -> None:
    answer = stage.callers[who].get(f"/assurances/{stage.assurances['submitted'].id}/transitions")

    assert told(answer) == Cell(status)
