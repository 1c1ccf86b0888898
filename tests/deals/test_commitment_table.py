"""Every state, every operation, every role: what a request is answered, and what it is told before.

The commitments are Bea's, owned by Otto and judged by Una.
"""

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
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals import operations as deals
from backend.deals.models import Commitment, Party
from backend.people import operations as people_operations
from tests.actions.cells import Cell, read_cell
from tests.actions.questions import Deed
from tests.actions.test_table import Nobody, told
from tests.actions.undoing import undone
from tests.borough import Answer, Borough, Caller, tag
from tests.deals import round_table
from tests.deals.delivering import AMEND, CONFIRM, DISPUTE, RELEASE, REPORT, WITHDRAW
from tests.deals.kept import kept
from tests.deals.round_table import AT_THE_TABLE, ENDS, STARTS, RoundTable, offer

DEEDS: Final = {
    deed.operation: deed for deed in (AMEND, WITHDRAW, REPORT, CONFIRM, DISPUTE, RELEASE)
}
ACTIVE: Final = ("agreed", "reported", "kept", "partly_kept", "not_kept", "released")


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("commitment_table.yaml").read_text("utf-8"))


def people() -> list[str]:
    return [str(name) for name in table()["people"]]


def states() -> list[str]:
    return ["offered", "being_signed", *ACTIVE]


def cell(section: str, operation: str, state: str, who: str) -> Cell:
    return read_cell(table()[section][operation][state][people().index(who)])


def cells(section: str) -> list[tuple[str, str, str]]:
    return list(product(table()[section], states(), people()))


@dataclass(frozen=True)
class Stage:
    """Everyone with their token, and a commitment in every state, each in the deal of its seat."""

    borough: Borough
    callers: dict[str, Caller]
    commitments: dict[str, Commitment]


def seated(borough: Borough, organisations: dict[str, Any]) -> RoundTable:
    """Another deal between the same four, open, with nothing promised yet."""
    deal = borough.act(
        "Rhea",
        deals.draft_deal,
        title="Bread for all",
        goal="Nobody goes without.",
        starts_on=STARTS,
        ends_on=ENDS,
    )
    fresh = RoundTable(borough, deal, organisations)
    fresh.seats["Rhea"] = Party.objects.get(deal=deal)
    for name in AT_THE_TABLE:
        fresh.seats[name] = fresh.act(
            "Rhea", deals.add_party, deal_id=deal.id, organisation_id=organisations[name].id
        )
    fresh.move("Rhea", deals.open_deal)
    return fresh


def promised(seats: RoundTable) -> RoundTable:
    for name, judge in {"Rhea": "Bea", "Bea": "Una", "Una": "Remy", "Remy": "Rhea"}.items():
        offer(seats, name, judge, owner_id=seats.borough.actor_id("Otto"))
    return seats


def activated(seats: RoundTable) -> dict[str, Commitment]:
    """One of Bea's for every state an active deal has."""
    promised(seats)
    owner_id = seats.borough.actor_id("Otto")
    made = {state: offer(seats, "Bea", "Una", owner_id=owner_id) for state in ACTIVE}
    seats.move("Rhea", deals.call_for_signatures)
    for name in seats.seats:
        seats.sign(name)
    return made


def settle(seats: RoundTable, made: dict[str, Commitment]) -> None:
    for state in ("reported", "kept", "partly_kept", "not_kept"):
        result = "kept" if state == "reported" else state
        _act(seats, "Otto", deals.report_delivery, made[state], result=result, report="Seen.")
    for state in ("kept", "partly_kept", "not_kept"):
        _act(seats, "Una", deals.confirm_delivery, made[state])
    _act(seats, "Rhea", deals.release_commitment, made["released"], reason="It has closed.")


def _act(seats: RoundTable, who: str, operation: Any, on: Commitment, **given: Any) -> None:
    version = Commitment.objects.get(id=on.id).version
    seats.act(who, operation, commitment_id=on.id, version=version, **given)


def _acquainted(seats: RoundTable) -> None:
    borough, bakery = seats.borough, seats.organisations["Bea"]
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        borough.profiles["Otto"] = people_operations.add_person(
            unit, kind="person", name="Otto", email="otto@knowsley.test"
        )
        borough.profiles["Till"] = people_operations.add_person(
            unit, kind="system", name="Till", organisation_id=bakery.id
        )
        people_operations.appoint(
            unit, actor_id=borough.actor_id("Till"), role="system", on_id=bakery.id
        )


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.opened)


@pytest.fixture(scope="module")
def built(opened: RoundTable) -> Iterator[Stage]:
    with undone():
        _acquainted(opened)
        borough, organisations = opened.borough, opened.organisations
        offered = promised(seated(borough, organisations)).commitments["Bea"]
        signing = promised(seated(borough, organisations))
        signing.move("Rhea", deals.call_for_signatures)
        made = activated(opened)
        settle(opened, made)
        made |= {"offered": offered, "being_signed": signing.commitments["Bea"]}
        callers = {name: borough.as_(name) for name in people() if name != "Nobody"}
        fresh = {state: Commitment.objects.get(id=one.id) for state, one in made.items()}
        yield Stage(borough, {**callers, "Nobody": Nobody()}, fresh)


@pytest.fixture
def stage(built: Stage, db: None) -> Stage:
    return built


def ask(stage: Stage, deed: Deed, state: str, who: str) -> Answer:
    on = stage.commitments[state]
    send = getattr(stage.callers[who], deed.method)
    answer: Answer = send(deed.path(on), deed.given(stage.borough), if_match=tag(on.version))
    return answer


def test_it_covers_every_state_and_every_person() -> None:
    operations = [*table()["moves"].values(), *table()["words"].values()]
    rows = [*table()["offers"].values(), *(row for one in operations for row in one.values())]

    assert [list(one) for one in operations] == [states()] * 6
    assert [len(row) for row in rows] == [12] * 51


@pytest.mark.parametrize(("operation", "state", "who"), cells("moves"))
def test_it_moves_as_the_table_says(stage: Stage, operation: str, state: str, who: str) -> None:
    expected, size = cell("moves", operation, state, who), Entry.objects.count()

    answer = ask(stage, DEEDS[operation], state, who)

    assert told(answer) == expected
    assert Entry.objects.count() - size == int(expected.changed or False)


@pytest.mark.parametrize(("operation", "state", "who"), cells("words"))
def test_it_takes_words_as_the_table_says(
    stage: Stage, operation: str, state: str, who: str
) -> None:
    expected, size = cell("words", operation, state, who), Entry.objects.count()

    answer = ask(stage, DEEDS[operation], state, who)

    assert (answer.status_code, answer.json().get("code")) == (expected.status, expected.code)
    assert (Entry.objects.count() > size) is (expected.status == 200)


@pytest.mark.parametrize(("state", "who"), [*product(table()["offers"], people())])
def test_it_lets_offer_whom_the_table_lets(stage: Stage, state: str, who: str) -> None:
    expected = read_cell(table()["offers"][state][people().index(who)])
    beside = stage.commitments[state]

    answer = stage.callers[who].post(
        f"/deals/{beside.deal_id}/commitments",
        {"party": str(beside.party_id), "text": "Bake on Fridays"},
    )

    assert (answer.status_code, answer.json().get("code")) == (expected.status, expected.code)


@pytest.mark.parametrize(("state", "who"), [*product(states(), people())])
def test_it_foretells_what_the_table_says(stage: Stage, state: str, who: str) -> None:
    expected = {move: cell("moves", move, state, who) for move in table()["moves"]}

    answer = stage.callers[who].get(f"/commitments/{stage.commitments[state].id}/transitions")

    assert foretold(answer) == {
        name: (one.verdict, one.code)
        for name, one in expected.items()
        if one.status not in (401, 404)
    }


def foretold(answer: Answer) -> dict[str, tuple[str, str | None]]:
    """Nothing of what is hidden."""
    results = answer.json().get("results", [])
    return {one["operation"]: (one["verdict"], one["code"]) for one in results}


@pytest.mark.parametrize(("who", "status"), [("Nobody", 401), ("Olga", 404), ("Otto", 404)])
def test_it_foretells_nothing_of_what_is_hidden(stage: Stage, who: str, status: int) -> None:
    answer = stage.callers[who].get(f"/commitments/{stage.commitments['offered'].id}/transitions")

    assert told(answer) == Cell(status)
