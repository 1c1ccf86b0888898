"""Every state, every move, every role: what a request is answered, and what it is told before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from django.test import Client

from backend.actions.models import Action
from backend.audit.models import Entry
from tests.actions.cells import GUARDED, Cell, cell, every_cell, people, proposal, states, table
from tests.actions.deeds import DEEDS
from tests.actions.undoing import undone
from tests.borough import ACTION_IN, Answer, Borough, Caller, delegated, tag

# Enough to complete an action: the guards are asked elsewhere.
WAIVED = {"evidence_waiver": "The report comes in spring."}


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, and an action in every state."""

    borough: Borough
    callers: dict[str, Caller]
    actions: dict[str, Action]


class Nobody(Caller):
    def __init__(self) -> None:
        self.client = Client(headers={"Host": "localhost"})
        self.headers = {}


@pytest.fixture(scope="module")
def built(founded: Borough) -> Iterator[Stage]:
    with undone():
        borough = replace(founded, tokens={})
        for role in ("start_delegate", "recover_delegate", "complete_delegate"):
            delegated(borough, role)
        known = [name for name in people() if name != "Nobody"]
        callers = {name: borough.as_(name) for name in known}
        actions = {state: make(borough) for state, make in ACTION_IN.items()}
        yield Stage(borough, {**callers, "Nobody": Nobody()}, actions)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def move(stage: Stage, operation: str, state: str, who: str) -> Answer:
    deed, action = DEEDS[operation], stage.actions[state]
    body = {**deed.given(stage.borough), **(WAIVED if operation == "complete_action" else {})}
    return stage.callers[who].post(deed.path(action), body, if_match=tag(action.version))


def propose(stage: Stage, body: str, who: str) -> Answer:
    given = DEEDS["propose_action"].given(stage.borough)
    bare = {name: given[name] for name in ("plan", "title")}
    return stage.callers[who].post("/actions", bare if body.startswith("without") else given)


def told(answer: Answer) -> Cell:
    body = answer.json()
    found = Cell(answer.status_code, body.get("changed"), body.get("code") == GUARDED)
    assert body.get("code") == found.code
    return found


def test_it_covers_every_state_and_every_person() -> None:
    rows = [row for move in table()["moves"].values() for row in move.values()]

    assert states() == list(ACTION_IN)
    assert [len(row) for row in rows] == [16] * 35
    assert [len(row) for row in table()["proposals"].values()] == [16, 16]


@pytest.mark.parametrize(("operation", "state", "who"), every_cell())
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()

    answer = move(stage, operation, state, who)

    assert told(answer) == expected
    assert Entry.objects.count() - size == int(expected.changed or False)


@pytest.mark.parametrize(("body", "who"), [*product(table()["proposals"], people())])
def test_it_lets_propose_whom_the_table_lets(stage: Stage, body: str, who: str) -> None:
    expected, size = proposal(body, who), Entry.objects.count()

    answer = propose(stage, body, who)

    assert told(answer) == expected
    assert Entry.objects.count() - size == int(expected.status == 201)


@pytest.mark.parametrize(
    ("state", "who"), [*product(states(), sorted({*people()} - {"Nobody", "Olga"}))]
)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell(move, state, who) for move in table()["moves"]}

    answer = stage.callers[who].get(f"/actions/{stage.actions[state].id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}


@pytest.mark.parametrize(("who", "status"), [("Nobody", 401), ("Olga", 404)])
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, who: str, status: int) -> None:
    answer = stage.callers[who].get(f"/actions/{stage.actions['proposed'].id}/transitions")

    assert told(answer) == Cell(status)
