from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written
from tests.deals import round_table
from tests.deals.delivering import WITHDRAW, ask
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable

EVERYONE = ("Remy", "Rhea", "Una")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.offered)


@pytest.fixture
def opened(made: RoundTable, db: None) -> RoundTable:
    return untouched(made)


def test_it_withdraws_and_tells_whoever_relied_on_it(opened: RoundTable) -> None:
    asked = ask(opened, WITHDRAW)

    assert (asked.status, asked.body["state"]) == (200, "offered")
    assert asked.body["ended_at"] is not None
    why = {"reason": "The oven broke."}
    assert asked.written == (
        Written("commitment.withdrawn", 2, "Bea", told=EVERYONE, given=why),
        Written("commitment.condition_lost", 2, "Bea", told=("Rhea", "Una")),
    )


def test_it_is_withdrawn_once(opened: RoundTable) -> None:
    ask(opened, WITHDRAW)

    assert ask(opened, WITHDRAW).refusal == (409, "commitment_closed", 0)


def test_it_refuses_in_the_wrong_state(opened: RoundTable) -> None:
    opened.move("Rhea", deals.call_for_signatures)

    assert ask(opened, WITHDRAW).refusal == (409, "transition_not_allowed", 0)


@pytest.mark.parametrize("who", ["Olga", "Pat", "Ada", "Rob"])
def test_it_hides_the_deal_while_it_is_made(opened: RoundTable, who: str) -> None:
    assert ask(opened, WITHDRAW, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Una", "Rhea", "Remy", "Tracker"])
def test_it_forbids_whoever_acts_for_another_party(opened: RoundTable, who: str) -> None:
    assert ask(opened, WITHDRAW, who).refusal == FORBIDDEN


def test_it_asks_why(opened: RoundTable) -> None:
    asked = ask(opened, WITHDRAW, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_leaves_no_trace_when_it_refuses(opened: RoundTable) -> None:
    assert ask(opened, WITHDRAW, version=9).refusal == STALE
