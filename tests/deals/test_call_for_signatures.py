import hashlib
import json
from collections.abc import Callable

import pytest

from backend.deals import operations as deals
from backend.deals.models import DealVersion
from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, STALE, WRONG_STATE, Written, read
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, drafted, offer, opened

CALL = DEEDS["call_for_signatures"]


def test_it_freezes_a_version_and_is_recorded(offered: RoundTable) -> None:
    asked = CALL.ask(offered)

    assert (asked.status, asked.body["state"], asked.body["current_number"]) == (200, "signing", 1)
    assert [one.verb for one in asked.written[:2]] == [
        "deal.called_for_signatures",
        "deal.version_frozen",
    ]


def test_it_tells_every_party_to_sign(offered: RoundTable) -> None:
    asked = CALL.ask(offered)

    told = [one for one in asked.written if one.verb == "party.asked"]
    given = {"number": 1}
    assert sorted(told, key=lambda one: one.told) == [
        # Whoever calls is told nothing of it.
        Written("party.asked", 2, "Rhea", told=(), given=given),
        Written("party.asked", 2, "Rhea", told=("Bea",), given=given),
        Written("party.asked", 2, "Rhea", told=("Remy",), given=given),
        Written("party.asked", 2, "Rhea", told=("Una",), given=given),
    ]


def test_it_serves_terms_whose_digest_a_stranger_computes(offered: RoundTable) -> None:
    CALL.ask(offered)
    [version] = read(offered.borough, "Rob", f"/deals/{offered.deal.id}/versions")["results"]

    text = json.dumps(version["terms"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert hashlib.sha256(text.encode()).hexdigest() == version["digest"]
    assert (version["number"], version["is_current"], version["object_by"]) == (1, True, None)


def test_it_freezes_what_the_deal_says(offered: RoundTable) -> None:
    CALL.ask(offered)

    terms = DealVersion.objects.get(deal=offered.deal).terms
    promises = {one["commitment"]: one for one in terms["commitments"]}
    of_una = promises[str(offered.commitments["Una"].id)]
    assert (terms["goal"], terms["starts_on"]) == (offered.deal.goal, "2026-12-01")
    assert {one["name"] for one in terms["parties"]} == {
        "Knowsley Council",
        "Prescot Bakery",
        "Friends of Court Hey Park",
        "Residents of Page Moss",
    }
    assert of_una["owner"] == str(offered.borough.actor_id("Una"))
    assert of_una["conditions"] == [str(offered.commitments["Bea"].id)]


def test_it_shows_the_deal_to_everyone(offered: RoundTable) -> None:
    hidden = offered.borough.as_("Rob").get(f"/deals/{offered.deal.id}")
    CALL.ask(offered)

    shown = offered.borough.as_("Rob").get(f"/deals/{offered.deal.id}")

    assert (hidden.status_code, shown.status_code) == (404, 200)


def test_it_has_nothing_to_do_while_signatures_are_given(offered: RoundTable) -> None:
    asked = CALL.ask(TABLE_IN["signing"](offered.borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["draft", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(offered: RoundTable, state: str) -> None:
    asked = CALL.ask(TABLE_IN[state](offered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def bare(table: RoundTable, name: str) -> None:
    commitment = table.commitment(name)
    table.act(
        name,
        deals.amend_commitment,
        commitment_id=commitment.id,
        version=commitment.version,
        due_on=None,
    )


def withdrawn(table: RoundTable, name: str) -> None:
    commitment = table.commitment(name)
    table.act(
        name,
        deals.withdraw_commitment,
        commitment_id=commitment.id,
        version=commitment.version,
        reason="We cannot.",
    )


def gone(table: RoundTable, name: str) -> None:
    seat = table.seat(name)
    table.act("Rhea", deals.remove_party, party_id=seat.id, version=seat.version, reason="Away.")


@pytest.mark.parametrize(
    ("change", "name", "unmet"),
    [
        (bare, "Remy", ["commitment_incomplete"]),
        (withdrawn, "Remy", ["commitment_missing"]),
        # Una's depends on Bea's.
        (withdrawn, "Bea", ["commitment_missing", "condition_withdrawn"]),
        # Una's is judged by Remy.
        (gone, "Remy", ["commitment_incomplete"]),
    ],
)
def test_it_asks_for_what_is_missing_all_at_once(
    offered: RoundTable,
    change: Callable[[RoundTable, str], None],
    name: str,
    unmet: list[str],
) -> None:
    change(offered, name)

    asked = CALL.ask(offered)

    assert (asked.refusal, asked.unmet) == (GUARDED, unmet)


def test_it_asks_each_party_for_a_commitment(offered: RoundTable) -> None:
    table = opened(offered.borough)
    offer(table, "Rhea", "Bea")

    asked = CALL.ask(table)

    assert asked.unmet == ["commitment_missing"]
    assert "Prescot Bakery, Friends of Court Hey Park" in asked.body["detail"]
    assert "Knowsley Council" not in asked.body["detail"]


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(offered: RoundTable, who: str) -> None:
    assert CALL.ask(offered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(offered: RoundTable, who: str) -> None:
    assert CALL.ask(offered, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(offered: RoundTable) -> None:
    assert CALL.ask(offered, version=7).refusal == STALE
    assert CALL.ask(drafted(offered.borough)).refusal == WRONG_STATE
