"""Every state, every move, every role of an escalation: what is answered, and told before."""

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
from backend.forums.models import Escalation
from tests.actions.cells import Cell, read_cell
from tests.actions.questions import Body
from tests.actions.undoing import undone
from tests.borough import Answer, Caller, tag
from tests.deals.kept import known
from tests.forums.rungs import DEEDS, ESCALATION_IN, fresh


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, an escalation in every state, and what each move is sent."""

    callers: dict[str, Caller]
    escalations: dict[str, Escalation]
    bodies: dict[str, Body]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("escalation_table.yaml").read_text("utf-8"))


PEOPLE: Final = [str(name) for name in table()["people"]]
STATES: Final = list(ESCALATION_IN)
MOVES: Final = list(table()["moves"])


def cell(move: str, state: str, who: str) -> Cell:
    return read_cell(table()["moves"][move][state][PEOPLE.index(who)])


def told(answer: Answer) -> Cell:
    body = answer.json()
    is_guarded = body.get("code") == "transition_guard_failed"
    found = Cell(answer.status_code, body.get("changed"), is_guarded)
    assert body.get("code") == found.code
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    with django_db_blocker.unblock(), undone():
        borough = known()
        escalations = {state: make(borough) for state, make in ESCALATION_IN.items()}
        bodies = {move: DEEDS[move].given(borough) for move in MOVES}
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: borough.as_(name) for name in PEOPLE if name != "Nobody"}
        yield Stage({**callers, "Nobody": nobody}, escalations, bodies)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def test_it_covers_every_state_and_every_person() -> None:
    moves = table()["moves"]

    assert [list(move) for move in moves.values()] == [STATES] * 6
    assert [len(row) for move in moves.values() for row in move.values()] == [12] * 30


@pytest.mark.parametrize(("operation", "state", "who"), [*product(MOVES, STATES, PEOPLE)])
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()
    escalation = fresh(stage.escalations[state])

    path = DEEDS[operation].path(escalation)
    answer = stage.callers[who].post(
        path, stage.bodies[operation], if_match=tag(escalation.version)
    )

    assert told(answer) == expected
    assert (Entry.objects.count() > size) == bool(expected.changed)


IN_SIGHT: Final = [*product(STATES, PEOPLE[2:])]
OUT_OF_SIGHT: Final = [*product(STATES, PEOPLE[:2])]


@pytest.mark.parametrize(("state", "who"), IN_SIGHT)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell(move, state, who) for move in MOVES}

    answer = stage.callers[who].get(f"/escalations/{stage.escalations[state].id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}


@pytest.mark.parametrize(("state", "who"), OUT_OF_SIGHT)
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, state: str, who: str) -> None:
    answer = stage.callers[who].get(f"/escalations/{stage.escalations[state].id}/transitions")

    assert told(answer) == cell("refer_escalation", state, who)


def test_it_says_what_each_move_takes_and_where_it_is_sent(stage: Stage) -> None:
    escalation = stage.escalations["acknowledged"]

    answer = stage.callers["Gus"].get(f"/escalations/{escalation.id}/transitions")

    told_of = {one["operation"]: one for one in answer.json()["results"]}
    assert told_of["resolve_escalation"]["required_inputs"] == ["decision", "answer"]
    assert told_of["return_escalation"]["required_inputs"] == ["question"]
    assert told_of["return_escalation"]["href"] == f"/api/v1/escalations/{escalation.id}/return"
