"""What `GET /me/waiting` tells whoever owns a commitment, and whoever judges one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any  # bodies are JSON

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from backend.deals import operations as deals
from tests.deals import round_table
from tests.deals.delivering import amend_bea_s, confirm, release, report
from tests.deals.judged import FOUNDED, Fate, befall
from tests.deals.kept import kept, untouched
from tests.deals.round_table import DUE, RoundTable

DUE_DAY = datetime(2027, 6, 30, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.active, FOUNDED)


@pytest.fixture
def table(made: RoundTable, db: None) -> Iterator[RoundTable]:
    """On the day on which all four are due."""
    with time_machine.travel(DUE_DAY, tick=False):
        yield untouched(made)


def waiting(table: RoundTable, who: str) -> list[Any]:
    results: list[Any] = table.borough.as_(who).get("/me/waiting").json()["results"]
    return [one for one in results if one["kind"].startswith("delivery_")]


def kinds(table: RoundTable, who: str) -> list[str]:
    return [one["kind"] for one in waiting(table, who)]


def test_it_waits_for_the_owner_s_report(table: RoundTable) -> None:
    (one,) = waiting(table, "Bea")

    assert (one["kind"], one["due_on"]) == ("delivery_to_report", DUE.isoformat())
    assert one["subject"] == {"type": "commitment", "id": str(table.commitments["Bea"].id)}


def test_it_waits_from_the_day_it_is_due(table: RoundTable) -> None:
    with time_machine.travel(DUE_DAY.replace(day=29), tick=False):
        assert kinds(table, "Bea") == []


def test_it_waits_for_the_counterparty_s_answer(table: RoundTable) -> None:
    """Until the twentieth working day after the report."""
    report(table)

    assert kinds(table, "Bea") == []
    found = {one["kind"]: one["due_on"] for one in waiting(table, "Una")}
    assert found == {"delivery_to_report": "2027-06-30", "delivery_to_judge": "2027-07-28"}


def test_it_waits_no_more_for_what_is_settled(table: RoundTable) -> None:
    report(table)
    confirm(table)
    release(table, "Una")

    assert (kinds(table, "Bea"), kinds(table, "Una")) == ([], [])


def test_it_waits_for_nothing_while_nobody_can_answer(table: RoundTable) -> None:
    report(table)
    amend_bea_s(table)

    assert (kinds(table, "Bea"), kinds(table, "Una")) == ([], [])


@pytest.mark.parametrize("who", ["Rhea", "Rob", "Pat", "Audrey", "Olga"])
def test_it_waits_for_nobody_else(table: RoundTable, who: str) -> None:
    release(table, "Rhea")
    report(table)

    assert kinds(table, who) == []


def test_it_shows_a_long_promise_in_short(table: RoundTable) -> None:
    table.act(
        "Rhea",
        deals.release_commitment,
        commitment_id=table.commitments["Bea"].id,
        version=table.commitment("Bea").version,
        reason="Said anew.",
    )
    befall(table, Fate(DUE), text="long " * 80)

    assert [len(one["title"]) for one in waiting(table, "Bea")] == [300]


def test_it_asks_once_for_each_kind(table: RoundTable) -> None:
    def statements() -> int:
        table.borough.as_("Una")
        with CaptureQueriesContext(connection) as captured:
            waiting(table, "Una")
        return len(captured)

    few = statements()
    befall(table, *[Fate(DUE, DUE)] * 20)

    assert statements() == few
