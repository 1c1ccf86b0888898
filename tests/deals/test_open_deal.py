import pytest

from backend.deals import operations as deals
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    request,
)
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, drafted

OPEN = DEEDS["open_deal"]


def test_it_opens_and_is_recorded(gathered: RoundTable) -> None:
    asked = OPEN.ask(gathered)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "open", True)
    assert asked.written == (Written("deal.opened", 2, "Rhea", told=("Bea", "Remy", "Una")),)


def test_it_has_nothing_to_do_when_open(gathered: RoundTable) -> None:
    gathered.move("Rhea", deals.open_deal)

    asked = OPEN.ask(gathered)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["signing", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = OPEN.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_needs_parties_of_two_kinds(gathered: RoundTable) -> None:
    asked = OPEN.ask(drafted(gathered.borough))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["parties_missing"]


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga", "Mirror"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert OPEN.ask(gathered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(gathered: RoundTable, who: str) -> None:
    asked = OPEN.ask(gathered, who)

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["facilitator"]


def test_it_leaves_no_trace_when_it_refuses(gathered: RoundTable) -> None:
    path = f"/deals/{gathered.deal.id}/open"

    assert OPEN.ask(gathered, version=7).refusal == STALE
    assert request(gathered.borough, "Rhea", "post", path, {}).refusal == UNCONDITIONAL


def test_it_keeps_nothing_of_a_rehearsal(gathered: RoundTable) -> None:
    path = f"/deals/{gathered.deal.id}/open?dry_run=true"

    asked = request(gathered.borough, "Rhea", "post", path, {}, if_match='"1"')

    assert (asked.status, asked.body["state"], asked.trace) == (200, "open", 0)
