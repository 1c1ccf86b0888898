from collections.abc import Iterator
from typing import Any  # bodies are JSON

import pytest
from pytest_django import DjangoDbBlocker

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written
from tests.deals import round_table
from tests.deals.delivering import AMEND, WITHDRAW, ask
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable

EVERYONE = ("Remy", "Rhea", "Una")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.offered)


@pytest.fixture
def opened(made: RoundTable, db: None) -> RoundTable:
    return untouched(made)


def test_it_amends_and_is_recorded(opened: RoundTable) -> None:
    asked = ask(opened, AMEND)

    assert (asked.status, asked.body["text"], asked.body["version"]) == (200, "Give all bread", 2)
    assert asked.written == (Written("commitment.amended", 2, "Bea", told=EVERYONE),)


def test_it_changes_what_it_names_and_keeps_the_rest(opened: RoundTable) -> None:
    before = opened.commitment("Bea")

    asked = ask(opened, AMEND, body={"due_on": None, "measure": ""})

    assert (asked.body["due_on"], asked.body["measure"]) == (None, "")
    assert (asked.body["text"], asked.body["owner"]) == (before.text, str(before.owner_id))


@pytest.mark.parametrize(
    "body", [{}, {"text": "Give the bread of the day before to the park's larder"}]
)
def test_it_records_nothing_where_nothing_changes(opened: RoundTable, body: Any) -> None:
    asked = ask(opened, AMEND, body=body)

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


def test_it_says_again_what_it_depends_on(opened: RoundTable) -> None:
    ask(opened, WITHDRAW)
    una_s = opened.commitment("Una")

    asked = ask(opened, AMEND, "Una", on=una_s, body={"conditions": []})

    assert una_s.condition_unmet_at is not None
    assert (asked.body["conditions"], asked.body["condition_unmet"]) == ([], False)


def test_it_tells_of_all_that_is_wrong_at_once(opened: RoundTable) -> None:
    own = str(opened.seats["Bea"].id)

    asked = ask(opened, AMEND, due_on="2031-01-01", counterparty=own, owner=own)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/counterparty", "#/due_on", "#/owner"]


def test_it_refuses_in_the_wrong_state(opened: RoundTable) -> None:
    opened.move("Rhea", deals.call_for_signatures)

    assert ask(opened, AMEND).refusal == (409, "transition_not_allowed", 0)


def test_it_leaves_alone_what_was_withdrawn(opened: RoundTable) -> None:
    ask(opened, WITHDRAW)

    assert ask(opened, AMEND).refusal == (409, "commitment_closed", 0)


@pytest.mark.parametrize("who", ["Olga", "Pat", "Ada", "Rob"])
def test_it_hides_the_deal_while_it_is_made(opened: RoundTable, who: str) -> None:
    assert ask(opened, AMEND, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Una", "Rhea", "Remy", "Tracker"])
def test_it_forbids_whoever_acts_for_another_party(opened: RoundTable, who: str) -> None:
    assert ask(opened, AMEND, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(opened: RoundTable) -> None:
    assert ask(opened, AMEND, version=9).refusal == STALE
