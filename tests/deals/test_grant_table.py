"""Every state, every move, every role of a grant: what is answered, and what is told before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any  # a parsed document

import pytest
import yaml

from backend.audit.models import Entry
from backend.deals.models import Grant
from tests.actions.cells import Cell
from tests.actions.undoing import undone
from tests.borough import Answer, Borough, Caller, tag
from tests.deals.granting import DEEDS, GRANT_IN


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, and a grant in every state."""

    borough: Borough
    callers: dict[str, Caller]
    grants: dict[str, Grant]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("grant_table.yaml").read_text("utf-8"))


PEOPLE = [str(name) for name in table()["people"]]
STATES = list(GRANT_IN)


def cell(move: str, state: str, who: str) -> Cell:
    written = table()["moves"][move][state][PEOPLE.index(who)]
    if written == "noop":
        return Cell(200, changed=False)
    return Cell(int(written), changed=True if written == 200 else None)


def told(answer: Answer) -> Cell:
    body = answer.json()
    found = Cell(answer.status_code, body.get("changed"))
    assert body.get("code") == found.code
    return found


@pytest.fixture(scope="module")
def built(founded: Borough) -> Iterator[Stage]:
    with undone():
        borough = replace(founded, tokens={})
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: borough.as_(name) for name in PEOPLE if name != "Nobody"}
        grants = {state: make(borough) for state, make in GRANT_IN.items()}
        yield Stage(borough, {**callers, "Nobody": nobody}, grants)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def test_it_covers_every_state_and_every_person() -> None:
    rows = [row for move in table()["moves"].values() for row in move.values()]

    assert [list(move) for move in table()["moves"].values()] == [STATES] * 4
    assert [len(row) for row in (*rows, table()["applications"])] == [12] * 21


@pytest.mark.parametrize(
    ("operation", "state", "who"), [*product(table()["moves"], STATES, PEOPLE)]
)
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()
    deed, grant = DEEDS[operation], stage.grants[state]

    body = deed.given(stage.borough)
    answer = stage.callers[who].post(deed.path(grant), body, if_match=tag(grant.version))

    assert told(answer) == expected
    assert Entry.objects.count() - size == int(expected.changed or False)


@pytest.mark.parametrize("who", PEOPLE)
def test_it_lets_apply_whom_the_table_lets(stage: Stage, who: str) -> None:
    expected = int(table()["applications"][PEOPLE.index(who)])
    deed = DEEDS["apply_for_grant"]

    answer = stage.callers[who].post("/grants", deed.given(stage.borough))

    assert told(answer) == Cell(expected)


@pytest.mark.parametrize(
    ("state", "who"), [*product(STATES, sorted({*PEOPLE} - {"Nobody", "Olga"}))]
)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell(move, state, who) for move in table()["moves"]}

    answer = stage.callers[who].get(f"/grants/{stage.grants[state].id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}


@pytest.mark.parametrize(("who", "status"), [("Nobody", 401), ("Olga", 404)])
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, who: str, status: int) -> None:
    answer = stage.callers[who].get(f"/grants/{stage.grants['applied'].id}/transitions")

    assert told(answer) == Cell(status)
