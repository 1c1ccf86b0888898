from datetime import timedelta

import pytest
import time_machine

from backend.audit.source import now
from backend.deals import operations as deals
from backend.deals.models import Party
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
)
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, left_by

DECLINE = DEEDS["decline_deal"]


def test_it_declines_and_is_recorded(signing: RoundTable) -> None:
    asked = DECLINE.ask(signing)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "open", True)
    assert asked.written[0] == Written(
        "deal.declined",
        4,
        "Bea",
        told=("Remy", "Rhea", "Una"),
        given={
            "party": str(signing.seats["Bea"].id),
            "number": 1,
            "reason": "We cannot bake on Sundays.",
        },
    )


def test_it_binds_by_silence_when_its_time_has_run_out(signing: RoundTable) -> None:
    """Bea and Una are still to sign, so nobody is bound yet but by what they said or did not."""
    active = TABLE_IN["active"](signing.borough)
    bea_s = active.commitments["Bea"].id
    active.move(
        "Rhea",
        deals.amend_deal,
        amendment=deals.Amendment(deal={}, changed=[deals.Changed(bea_s, {"text": "Give cake"})]),
        objection_days=14,
        reason="No bread is left.",
    )
    remy_s = str(active.seats["Remy"].id)

    with time_machine.travel(now() + timedelta(days=15)):
        late = DECLINE.ask(active, "Remy", party=remy_s)
        asked_to_sign = DECLINE.ask(active, "Bea")

    assert (late.refusal, late.unmet) == (GUARDED, ["already_silent"])
    assert asked_to_sign.status == 200


def test_it_hides_the_deal_and_all_of_it_again(signing: RoundTable) -> None:
    signing.sign("Una")

    asked = DECLINE.ask(signing)

    verbs = [one.verb for one in asked.written]
    # Four seats, four commitments, one version, one signature and the facilitator's appointment.
    assert verbs == ["deal.declined", *["deal.part_withheld"] * 11]
    assert signing.borough.as_("Rob").get(f"/deals/{signing.deal.id}").status_code == 404


def test_it_hides_also_what_ended_while_all_could_read_it(signing: RoundTable) -> None:
    active = TABLE_IN["active"](signing.borough)
    left_by(active, "Remy")
    active.move(
        "Rhea",
        deals.amend_deal,
        amendment=deals.Amendment(deal={"title": "A park"}, changed=[_judged_by_bea(active)]),
        objection_days=14,
        reason="Remy left.",
    )

    DECLINE.ask(active)

    assert set(Party.objects.filter(deal=active.deal).values_list("audience", flat=True)) == {
        f"deal:{active.deal.id}"
    }


def _judged_by_bea(table: RoundTable) -> deals.Changed:
    """Remy was to judge it."""
    promise: deals.Promise = {"counterparty_id": table.seats["Bea"].id}
    return deals.Changed(table.commitments["Una"].id, promise)


def test_it_asks_everyone_again_in_the_next_version(signing: RoundTable) -> None:
    signing.sign("Una")
    DECLINE.ask(signing)
    before = read(signing.borough, "Una", f"/deals/{signing.deal.id}/parties")["results"]
    signing.move("Rhea", deals.call_for_signatures)

    after = read(signing.borough, "Una", f"/deals/{signing.deal.id}/parties")["results"]

    assert {one["consent"] for one in before} == {"not_asked"}
    assert {one["consent"] for one in after} == {"to_sign"}
    assert signing.fresh().current_number == 2


def test_it_has_nothing_to_do_when_open(signing: RoundTable) -> None:
    asked = DECLINE.ask(TABLE_IN["open"](signing.borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["draft", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(signing: RoundTable, state: str) -> None:
    asked = DECLINE.ask(TABLE_IN[state](signing.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_is_declined_also_by_whoever_signed(signing: RoundTable) -> None:
    signing.sign("Bea")

    assert DECLINE.ask(signing).status == 200


def test_it_asks_for_a_reason_and_a_party_of_this_deal(signing: RoundTable) -> None:
    elsewhere = TABLE_IN["signing"](signing.borough)

    without = DECLINE.ask(signing, body={})
    strange = DECLINE.ask(signing, party=str(elsewhere.seats["Bea"].id))

    assert (without.refusal, without.pointers) == (MALFORMED, ["#/party", "#/reason"])
    assert (strange.refusal, strange.pointers) == (MALFORMED, ["#/party"])


def test_it_hides_what_you_cannot_see(signing: RoundTable) -> None:
    drafted = TABLE_IN["draft"](signing.borough)

    assert DECLINE.ask(signing, "Olga").refusal == HIDDEN
    assert DECLINE.ask(drafted, "Rob").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Una", "Rob", "Tracker", "Ada", "Audrey", "Pat"])
def test_it_forbids_what_is_the_representative_s(signing: RoundTable, who: str) -> None:
    assert DECLINE.ask(signing, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(signing: RoundTable) -> None:
    assert DECLINE.ask(signing, version=7).refusal == STALE
