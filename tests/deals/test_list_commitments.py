from collections.abc import Iterator
from typing import Any  # bodies are JSON

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals import operations as deals
from backend.deals.models import Commitment
from tests.borough import Borough
from tests.deals import round_table
from tests.deals.delivering import release, report
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable

MANY = 200
PAST_DUE = "2027-07-01T09:00:00Z"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.active)


@pytest.fixture
def table(made: RoundTable, db: None) -> RoundTable:
    return untouched(made)


def listed(table: RoundTable, query: str, who: str = "Pat") -> list[str]:
    """By the names of whoever represents the parties."""
    answer = table.borough.as_(who).get(f"/commitments{query}").json()
    name_of = {str(one.id): name for name, one in table.commitments.items()}
    return sorted(name_of[one["id"]] for one in answer["results"])


def test_it_lists_what_everyone_may_read(table: RoundTable) -> None:
    assert listed(table, "") == ["Bea", "Remy", "Rhea", "Una"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("deal={deal}", ["Bea", "Remy", "Rhea", "Una"]),
        ("deal={bakery}", []),
        ("organisation={bakery}", ["Bea"]),
        ("owner={una}", ["Una"]),
        ("state=agreed", ["Remy", "Rhea", "Una"]),
        ("state=released,kept", ["Bea"]),
        ("due_on__lt=2027-06-30", []),
        ("due_on__lt=2027-07-01", ["Bea", "Remy", "Rhea", "Una"]),
        ("condition_unmet=true", ["Una"]),
        ("condition_unmet=false", ["Bea", "Remy", "Rhea"]),
    ],
)
def test_it_finds_what_is_asked_for(table: RoundTable, query: str, found: list[str]) -> None:
    release(table)
    given = {
        "deal": table.deal.id,
        "bakery": table.organisations["Bea"].id,
        "una": table.borough.actor_id("Una"),
    }

    assert listed(table, "?" + query.format(**given)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [("overdue=true", ["Remy", "Rhea"]), ("overdue=false", ["Bea", "Una"])],
)
def test_it_finds_what_is_overdue(table: RoundTable, query: str, found: list[str]) -> None:
    """What was reported waits for its counterparty; what was released for nobody."""
    report(table, "Bea")
    release(table, "Una")

    with time_machine.travel(PAST_DUE, tick=False):
        table.borough.tokens.clear()
        assert listed(table, f"?{query}") == found


@pytest.mark.parametrize("query", ["party=x", "due_on=2027-06-30", "supports=x", "title=x"])
def test_it_takes_no_other_filter(table: RoundTable, query: str) -> None:
    answer = table.borough.as_("Pat").get(f"/commitments?{query}")

    assert answer.json()["errors"][0]["code"] == "unknown_parameter"


def test_it_lists_those_of_a_deal(table: RoundTable) -> None:
    answer = table.borough.as_("Pat").get(f"/deals/{table.deal.id}/commitments").json()

    assert [one["text"] for one in answer["results"]] == list(round_table.PROMISES.values())


def test_it_hides_a_deal_of_another_partnership(table: RoundTable) -> None:
    for path in (f"/deals/{table.deal.id}/commitments", f"/commitments/{table.deal.id}"):
        assert table.borough.as_("Olga").get(path).status_code == 404
    assert listed(table, "", "Olga") == []


def many(borough: Borough, table: RoundTable, count: int) -> None:
    with unit_of_work(by=borough.who("Bea"), at=now()) as unit:
        for place in range(count):
            unit.record(
                "commitment.offered",
                Commitment(
                    partnership=borough.partnership,
                    deal=table.deal,
                    party=table.seats["Bea"],
                    text=f"Loaf {place}",
                ),
            )


def statements(table: RoundTable, path: str) -> int:
    caller = table.borough.as_("Pat")
    with CaptureQueriesContext(connection) as captured:
        answer: Any = caller.get(path)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/commitments?limit=200", "/deals/{id}/commitments?limit=200"])
def test_it_asks_as_often_for_many_as_for_few(table: RoundTable, path: str) -> None:
    address = path.format(id=table.deal.id)
    few = statements(table, address)

    many(table.borough, table, MANY)

    assert (few <= 4, statements(table, address)) == (True, few)


def test_it_shows_who_stands_behind_it_as_alone(table: RoundTable) -> None:
    tokens = table.act(
        "Rhea", deals.issue_cohort_tokens, commitment_id=table.commitments["Remy"].id, count=1
    ).tokens
    table.act("Rhea", deals.join_cohort, token=tokens[0])

    shown = table.borough.as_("Pat").get(f"/commitments/{table.commitments['Remy'].id}").json()
    listed_ones = table.borough.as_("Pat").get("/commitments").json()["results"]

    assert shown["residents"] == 1
    assert shown in listed_ones
