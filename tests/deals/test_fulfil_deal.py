import pytest

from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, STALE, WRONG_STATE, Written
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, settled

FULFIL = DEEDS["fulfil_deal"]


def test_it_fulfils_and_is_recorded(active: RoundTable) -> None:
    settled(active)

    asked = FULFIL.ask(active)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "fulfilled", True)
    assert asked.body["closed_at"] is not None
    assert asked.written == (Written("deal.fulfilled", 5, "Rhea", told=("Bea", "Remy", "Una")),)


def test_it_waits_for_every_commitment(active: RoundTable) -> None:
    settled(active, "Rhea", "Bea", "Una")

    asked = FULFIL.ask(active)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["open_commitments"])
    assert asked.body["unmet"][0]["who"] == ["owner", "facilitator"]


def test_it_has_nothing_to_do_when_fulfilled(active: RoundTable) -> None:
    asked = FULFIL.ask(TABLE_IN["fulfilled"](active.borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["draft", "open", "signing", "ended"])
def test_it_refuses_in_the_wrong_state(active: RoundTable, state: str) -> None:
    asked = FULFIL.ask(TABLE_IN[state](active.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    assert FULFIL.ask(active, "Olga").refusal == HIDDEN
    assert FULFIL.ask(TABLE_IN["draft"](active.borough), "Rob").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Rob", "Tracker", "Ada", "Audrey", "Pat"])
def test_it_forbids_what_is_the_facilitator_s(active: RoundTable, who: str) -> None:
    assert FULFIL.ask(active, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert FULFIL.ask(active, version=7).refusal == STALE
