"""Every state, every move, every role of a deal: what is answered, and what is told before."""

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
from backend.people.operations import add_person, appoint
from tests import borough as made
from tests.actions.cells import Cell, read_cell
from tests.actions.questions import Body
from tests.actions.undoing import undone
from tests.borough import Answer, Caller, tag
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable

PAPER: Final = {"signatory": "The owner of the bakery", "evidence": "Folder 7 in the archive"}


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, and a deal in every state."""

    callers: dict[str, Caller]
    tables: dict[str, RoundTable]


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("deal_table.yaml").read_text("utf-8"))


PEOPLE: Final = [str(name) for name in table()["people"]]
STATES: Final = list(TABLE_IN)


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
        borough = made.knowsley()
        borough.profiles["Olga"] = made.next_door().profiles["Olga"]
        borough.profiles["Fay"] = borough.act(
            "Ada",
            add_person,
            kind="person",
            name="Fay",
            email="fay@knowsley.test",
            organisation_id=borough.council.id,
        )
        tables = {state: with_fay(make(borough)) for state, make in TABLE_IN.items()}
        nobody = Caller("")
        nobody.headers = {}
        callers = {name: borough.as_(name) for name in PEOPLE if name != "Nobody"}
        yield Stage({**callers, "Nobody": nobody}, tables)


def with_fay(seated: RoundTable) -> RoundTable:
    fay = seated.borough.actor_id("Fay")
    seated.act("Rhea", appoint, actor_id=fay, role="facilitator", on_id=seated.deal.id)
    return seated


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def body_of(operation: str, seated: RoundTable, who: str) -> Body:
    # The amendment of a deal in which nothing was promised yet is of the deal itself.
    if operation == "amend_deal":
        return {"reason": "We learned more.", "objection_days": 14, "title": "A park for all"}
    given = DEEDS[operation].given(seated)
    if "party" in given and who == "Rhea":
        given["party"] = str(seated.seats["Rhea"].id)
    if operation == "sign_deal" and who == "Fay":
        given["paper"] = PAPER
    return given


def test_it_covers_every_state_and_every_person() -> None:
    moves = table()["moves"]

    assert [list(move) for move in moves.values()] == [STATES] * 8
    assert [len(row) for move in moves.values() for row in move.values()] == [11] * 48


@pytest.mark.parametrize(
    ("operation", "state", "who"), [*product(table()["moves"], STATES, PEOPLE)]
)
def test_it_answers_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell(operation, state, who), Entry.objects.count()
    deal = stage.tables[state].fresh()

    body = body_of(operation, stage.tables[state], who)
    path = DEEDS[operation].address.format(id=deal.id)
    answer = stage.callers[who].post(path, body, if_match=tag(deal.version))

    assert told(answer) == expected
    assert (Entry.objects.count() > size) == bool(expected.changed)


IN_SIGHT: Final = [
    (state, who)
    for state, who in product(STATES, PEOPLE)
    if cell("open_deal", state, who).status not in (401, 404)
]
OUT_OF_SIGHT: Final = [*{*product(STATES, PEOPLE)} - {*IN_SIGHT}]


@pytest.mark.parametrize(("state", "who"), IN_SIGHT)
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell(move, state, who) for move in table()["moves"]}

    answer = stage.callers[who].get(f"/deals/{stage.tables[state].deal.id}/transitions")

    results = answer.json()["results"]
    foretold = {one["operation"]: (one["verdict"], one["code"]) for one in results}
    assert foretold == {name: (one.verdict, one.code) for name, one in expected.items()}


@pytest.mark.parametrize(("state", "who"), sorted(OUT_OF_SIGHT))
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, state: str, who: str) -> None:
    answer = stage.callers[who].get(f"/deals/{stage.tables[state].deal.id}/transitions")

    assert told(answer) == cell("open_deal", state, who)


def test_it_says_what_each_move_takes(stage: Stage) -> None:
    answer = stage.callers["Bea"].get(f"/deals/{stage.tables['signing'].deal.id}/transitions")

    told_of = {one["operation"]: one for one in answer.json()["results"]}
    paper = told_of["sign_deal"]["inputs"]["properties"]["paper"]
    change = told_of["amend_deal"]["inputs"]["properties"]["change"]
    assert told_of["sign_deal"]["required_inputs"] == ["party", "digest", "capacity"]
    assert paper["required"] == ["signatory", "evidence"]
    assert (change["type"], change["items"]["required"]) == ("array", ["commitment"])
