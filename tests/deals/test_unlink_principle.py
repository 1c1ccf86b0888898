import pytest

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.deals.deeds import DEEDS, principle_link
from tests.deals.round_table import RoundTable

UNLINK = DEEDS["unlink_principle"]


def test_it_unlinks_and_is_recorded(offered: RoundTable) -> None:
    asked = UNLINK.ask(offered)

    assert asked.status == 200
    assert asked.body["ended_at"] is not None
    assert asked.written == (Written("deal.principle_unlinked", 2, "Rhea"),)


def test_it_unlinks_once(offered: RoundTable) -> None:
    link = principle_link(offered)
    UNLINK.ask(offered, on=link)

    asked = UNLINK.ask(offered, on=link, version=2)

    assert asked.refusal == (409, "link_ended", 0)


def test_it_is_part_of_the_terms_once_they_are_signed(offered: RoundTable) -> None:
    link = principle_link(offered)
    offered.move("Rhea", deals.call_for_signatures)

    asked = UNLINK.ask(offered, on=link, version=2)

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == "signing"


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(offered: RoundTable, who: str) -> None:
    assert UNLINK.ask(offered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(offered: RoundTable, who: str) -> None:
    assert UNLINK.ask(offered, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(offered: RoundTable) -> None:
    assert UNLINK.ask(offered, version=7).refusal == STALE
