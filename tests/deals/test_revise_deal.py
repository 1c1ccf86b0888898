import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable

REVISE = DEEDS["revise_deal"]


def test_it_revises_and_is_recorded(gathered: RoundTable) -> None:
    asked = REVISE.ask(gathered)

    assert (asked.status, asked.body["title"], asked.body["notice_days"]) == (
        200,
        "A park for all",
        30,
    )
    assert asked.written == (Written("deal.revised", 2, "Rhea", told=("Bea", "Remy", "Una")),)


def test_it_keeps_what_is_left_out(gathered: RoundTable) -> None:
    asked = REVISE.ask(gathered, body={"ends_on": "2029-03-31"})

    assert (asked.body["title"], asked.body["ends_on"]) == ("A park for everyone", "2029-03-31")


def test_it_records_nothing_when_nothing_is_different(gathered: RoundTable) -> None:
    asked = REVISE.ask(gathered, body={"title": "A park for everyone"})

    assert (asked.status, asked.body["version"], asked.trace) == (200, 1, 0)


def test_it_ends_after_it_starts(gathered: RoundTable) -> None:
    asked = REVISE.ask(gathered, body={"ends_on": "2026-11-30"})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/ends_on"])


def test_it_is_revised_while_open(gathered: RoundTable) -> None:
    assert REVISE.ask(TABLE_IN["open"](gathered.borough)).status == 200


@pytest.mark.parametrize("state", ["signing", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = REVISE.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert REVISE.ask(gathered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(gathered: RoundTable, who: str) -> None:
    assert REVISE.ask(gathered, who, body={"title": 7}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(gathered: RoundTable) -> None:
    asked = REVISE.ask(gathered, version=7)

    assert asked.refusal == STALE
    assert asked.body["current"]["title"] == "A park for everyone"
