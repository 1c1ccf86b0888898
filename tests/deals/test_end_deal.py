import pytest

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable

END = DEEDS["end_deal"]


def test_it_ends_and_is_recorded(active: RoundTable) -> None:
    asked = END.ask(active)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "ended", True)
    assert asked.body["closed_at"] is not None
    assert asked.written[0] == Written(
        "deal.ended",
        5,
        "Rhea",
        told=("Bea", "Remy", "Una"),
        given={"reason": "The park is sold."},
    )


def test_it_releases_what_was_agreed_and_tells_its_owners(active: RoundTable) -> None:
    asked = END.ask(active)

    released = [one for one in asked.written if one.verb == "commitment.released"]
    assert sorted(one.told for one in released) == [(), ("Bea",), ("Remy",), ("Una",)]
    assert {active.commitment(name).state for name in active.seats} == {"released"}


@pytest.mark.parametrize("state", ["open", "signing"])
def test_it_withdraws_what_was_only_offered(active: RoundTable, state: str) -> None:
    table = TABLE_IN[state](active.borough)

    asked = END.ask(table)

    assert (asked.body["state"], table.commitment("Bea").state) == ("ended", "offered")
    assert table.commitment("Bea").ended_at is not None


def test_it_stays_among_its_parties_when_it_never_came_to_signing(active: RoundTable) -> None:
    table = TABLE_IN["open"](active.borough)
    END.ask(table)

    path = f"/deals/{table.deal.id}"
    assert table.borough.as_("Bea").get(path).status_code == 200
    assert table.borough.as_("Rob").get(path).status_code == 404


def test_it_ends_once_also_for_whoever_was_leaving(active: RoundTable) -> None:
    seat = active.seats["Bea"]
    active.move("Bea", deals.leave_deal, party_id=seat.id, reason="Away.", notice_days=30)

    asked = END.ask(active)

    assert asked.status == 200
    assert active.seat("Bea").ended_at is None


def test_it_has_nothing_to_do_when_ended(active: RoundTable) -> None:
    asked = END.ask(TABLE_IN["ended"](active.borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["draft", "fulfilled"])
def test_it_refuses_in_the_wrong_state(active: RoundTable, state: str) -> None:
    asked = END.ask(TABLE_IN[state](active.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_asks_why(active: RoundTable) -> None:
    asked = END.ask(active, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    assert END.ask(active, "Olga").refusal == HIDDEN
    assert END.ask(TABLE_IN["open"](active.borough), "Rob").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Rob", "Tracker", "Ada", "Audrey", "Pat"])
def test_it_forbids_what_is_the_facilitator_s(active: RoundTable, who: str) -> None:
    assert END.ask(active, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert END.ask(active, version=7).refusal == STALE
