"""Every state, every move, every role of a decision: what is answered, and what is told before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final  # a parsed document

import pytest
import yaml
from pytest_django import DjangoDbBlocker

from backend.audit.models import Entry
from backend.forums.models import Decision
from tests.actions.cells import Cell, read_cell
from tests.actions.undoing import undone
from tests.borough import Answer, Caller, tag
from tests.deals.kept import known
from tests.forums.chamber import growth_forum
from tests.forums.sitting import Sitting, sitting
from tests.forums.voting import (
    DECIDE_ALONE,
    DECISION_IN,
    RATIFY,
    RECORD,
    REVISE,
    THERE,
    come,
    fresh,
)

DEEDS: Final = {
    "record_decision": RECORD,
    "decide_alone": DECIDE_ALONE,
    "ratify_decision": RATIFY,
}


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, and a decision in every state."""

    sitting: Sitting
    callers: dict[str, Caller]
    decisions: dict[str, Decision]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("decision_table.yaml").read_text("utf-8"))


PEOPLE: Final = [str(name) for name in table()["people"]]
STATES: Final = list(DECISION_IN)


def cell(move: str, state: str, who: str) -> Cell:
    return read_cell(table()["moves"][move][state][PEOPLE.index(who)])


def told(answer: Answer) -> Cell:
    body = answer.json()
    found = Cell(answer.status_code, body.get("changed"))
    assert body.get("code") == found.code
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with django_db_blocker.unblock(), undone():
        board = sitting(known())
        growth_forum(board.borough)
        come(board, *THERE)
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: board.borough.as_(name) for name in PEOPLE if name != "Nobody"}
        decisions = {state: make(board) for state, make in DECISION_IN.items()}
        yield Stage(board, {**callers, "Nobody": nobody}, decisions)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def test_it_covers_every_state_and_every_person() -> None:
    moves = [*table()["moves"].values(), table()["revisions"]]

    assert [list(move) for move in moves] == [STATES] * 4
    assert [len(row) for move in moves for row in move.values()] == [9] * 20


@pytest.mark.parametrize(
    ("operation", "state", "who"), [*product(table()["moves"], STATES, PEOPLE)]
)
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()
    deed, decision = DEEDS[operation], fresh(stage.decisions[state])

    path = deed.address.format(id=decision.id)
    answer = stage.callers[who].post(
        path, deed.given(stage.sitting), if_match=tag(decision.version)
    )

    assert told(answer) == expected
    assert (Entry.objects.count() > size) == bool(expected.changed)


@pytest.mark.parametrize(("state", "who"), [*product(STATES, PEOPLE)])
def test_it_revises_as_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected, size = table()["revisions"][state][PEOPLE.index(who)], Entry.objects.count()
    decision = fresh(stage.decisions[state])

    path = REVISE.address.format(id=decision.id)
    body = REVISE.given(stage.sitting)
    answer = stage.callers[who].patch(path, body, if_match=tag(decision.version))

    assert told(answer) == Cell(expected)
    assert (Entry.objects.count() > size) == (expected == 200)


IN_SIGHT: Final = [
    (state, who)
    for state, who in product(STATES, PEOPLE)
    if cell("ratify_decision", state, who).status not in (401, 404)
]
OUT_OF_SIGHT: Final = [*{*product(STATES, PEOPLE)} - {*IN_SIGHT}]
# The chair may record a decision alone, and nothing else of it.
RECORDS_BY: Final = {**dict.fromkeys(PEOPLE, "record_decision"), "Tom": "decide_alone"}


@pytest.mark.parametrize(("state", "who"), IN_SIGHT)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {
        "record_decision": cell(RECORDS_BY[who], state, who),
        "ratify_decision": cell("ratify_decision", state, who),
    }

    answer = stage.callers[who].get(f"/decisions/{stage.decisions[state].id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}


@pytest.mark.parametrize(("state", "who"), sorted(OUT_OF_SIGHT))
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, state: str, who: str) -> None:
    answer = stage.callers[who].get(f"/decisions/{stage.decisions[state].id}/transitions")

    assert told(answer) == cell("ratify_decision", state, who)


@pytest.mark.parametrize(("who", "asked"), [("Sara", []), ("Tom", ["urgency"])])
def test_it_says_what_each_move_takes(stage: Stage, who: str, asked: list[str]) -> None:
    answer = stage.callers[who].get(f"/decisions/{stage.decisions['drafted'].id}/transitions")

    told_of = answer.json()["results"][0]
    assert told_of["required_inputs"] == asked
    assert told_of["inputs"]["properties"]["in_favour"]["type"] == "array"
    assert told_of["inputs"]["properties"]["urgency"]["required"] == ["reason", "consulted"]
