from datetime import timedelta

import pytest

from backend.audit.source import now
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, later, left_by
from tests.deals.round_table import active as agreed

LEAVE = DEEDS["leave_deal"]


def test_it_leaves_at_once_without_a_notice(active: RoundTable) -> None:
    asked = LEAVE.ask(active)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "active", True)
    assert [one.verb for one in asked.written] == [
        "party.notice_given",
        "commitment.released",
        "deal.left",
        "commitment.condition_lost",
    ]
    assert active.seat("Bea").ended_at is not None


def test_it_tells_the_table_and_whoever_relied_on_it(active: RoundTable) -> None:
    asked = LEAVE.ask(active)

    told = {one.verb: one.told for one in asked.written}
    assert told["party.notice_given"] == ("Remy", "Rhea", "Una")
    assert told["deal.left"] == ("Remy", "Rhea", "Una")
    assert told["commitment.condition_lost"] == ("Rhea", "Una")
    assert active.commitment("Una").condition_unmet_at is not None
    assert active.commitment("Remy").condition_unmet_at is None


def test_it_stays_bound_until_the_notice_has_run_out(active: RoundTable) -> None:
    table = agreed(active.borough, notice_days=30)

    asked = LEAVE.ask(table)

    assert [one.verb for one in asked.written] == ["party.notice_given"]
    assert table.seat("Bea").leaves_on == now().date() + timedelta(days=30)
    assert (table.seat("Bea").ended_at, table.commitment("Bea").state) == (None, "agreed")


@pytest.mark.parametrize(("days", "state"), [(29, "agreed"), (30, "released")])
def test_it_is_gone_when_the_notice_has_run_out(active: RoundTable, days: int, state: str) -> None:
    table = agreed(active.borough, notice_days=30)
    LEAVE.ask(table)

    later(table, days)

    assert table.commitment("Bea").state == state
    assert (table.seat("Bea").ended_at is None) == (state == "agreed")


def test_it_gives_a_longer_notice_but_no_shorter_one(active: RoundTable) -> None:
    table = agreed(active.borough, notice_days=30)

    shorter = LEAVE.ask(table, notice_days=29)
    longer = LEAVE.ask(table, notice_days=31)

    assert (shorter.refusal, shorter.pointers) == (MALFORMED, ["#/notice_days"])
    assert longer.status == 200
    assert table.seat("Bea").leaves_on == now().date() + timedelta(days=31)


def test_it_gives_notice_once(active: RoundTable) -> None:
    table = agreed(active.borough, notice_days=30)
    LEAVE.ask(table)

    asked = LEAVE.ask(table)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["already_leaving"])


def test_it_ends_the_deal_below_two_parties(active: RoundTable) -> None:
    left_by(active, "Una", "Remy")

    asked = LEAVE.ask(active)

    assert (asked.body["state"], asked.body["changed"]) == ("ended", True)
    assert asked.body["closed_at"] is not None
    assert (
        Written(
            "deal.ended",
            5,
            "Bea",
            told=("Rhea",),
            given={"reason": "Fewer than two parties are left."},
        )
        in asked.written
    )
    assert active.commitment("Rhea").state == "released"


def test_it_ends_the_deal_once_when_several_go_on_one_day(active: RoundTable) -> None:
    table = agreed(active.borough, notice_days=30)
    left_by(table, "Bea", "Una", "Remy", "Rhea")

    later(table, 30)
    version = table.fresh().version
    later(table, 31)

    assert table.fresh().state == "ended"
    assert table.fresh().version == version


@pytest.mark.parametrize("state", ["draft", "open", "signing", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(active: RoundTable, state: str) -> None:
    asked = LEAVE.ask(TABLE_IN[state](active.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_asks_for_a_reason_and_a_party_of_this_deal(active: RoundTable) -> None:
    elsewhere = TABLE_IN["active"](active.borough)

    without = LEAVE.ask(active, body={})
    strange = LEAVE.ask(active, party=str(elsewhere.seats["Bea"].id))

    assert (without.refusal, without.pointers) == (MALFORMED, ["#/party", "#/reason"])
    assert (strange.refusal, strange.pointers) == (MALFORMED, ["#/party"])


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    drafted = TABLE_IN["draft"](active.borough)

    assert LEAVE.ask(active, "Olga").refusal == HIDDEN
    assert LEAVE.ask(drafted, "Rob").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Una", "Rob", "Tracker", "Ada", "Audrey", "Pat"])
def test_it_forbids_what_is_the_representative_s(active: RoundTable, who: str) -> None:
    assert LEAVE.ask(active, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert LEAVE.ask(active, version=7).refusal == STALE
