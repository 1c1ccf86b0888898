"""Replaying the log gives what is answered, for a deal and all that hangs on it."""

from typing import Any, Final  # a field is any JSON

import pytest

from backend.audit.fold import fold
from backend.audit.models import Entry
from tests.actions.questions import read
from tests.deals.deeds import DEEDS, action_link, principle_link
from tests.deals.round_table import TABLE_IN, RoundTable, left_by

ADDRESSES: Final = {
    "deal": "/deals",
    "party": "/parties",
    "principle_link": "/principle-links",
    "action_link": "/action-links",
    "deal_contribution": "/deal-contributions",
    "deal_version": "/deal-versions",
    "signature": "/signatures",
}
# What an answer has beside the fields of its subject: where it stands now, and whether it holds.
NOW: Final = {"consent", "decline_until", "is_current", "is_verified"}
BESIDE: Final = {
    "signature": {"deal", "for_version"},
}
# What the log has, and an answer says as a party's consent.
NOT_SHOWN: Final = {"party": {"must_sign"}}


def replayed(table: RoundTable) -> dict[tuple[str, str], dict[str, Any]]:
    entries = Entry.objects.filter(log_id=table.borough.partnership.id).order_by("index")
    return {
        (kind, str(subject_id)): {
            name: value for name, value in fields.items() if name not in NOT_SHOWN.get(kind, ())
        }
        for (kind, subject_id), fields in fold(entries).items()
        if kind in ADDRESSES
    }


def answered(table: RoundTable, kind: str, row_id: str) -> dict[str, Any]:
    shown = read(table.borough, "Audrey", f"{ADDRESSES[kind]}/{row_id}")
    beside = {"id", "version"} | NOW | BESIDE.get(kind, set())
    recorded = {name: value for name, value in shown.items() if name not in beside}
    return {**recorded, "partnership": str(table.borough.partnership.id)}


@pytest.mark.parametrize("state", [*TABLE_IN])
def test_it_replays_to_what_is_answered(offered: RoundTable, state: str) -> None:
    principle_link(offered)
    action_link(offered)
    DEEDS["contribute_to_deal"].ask(offered)
    TABLE_IN[state](offered.borough)

    known = replayed(offered)

    assert known == {one: answered(offered, *one) for one in known}


def test_it_replays_what_was_amended_declined_and_left(offered: RoundTable) -> None:
    amended, left = (TABLE_IN["active"](offered.borough) for _ in range(2))
    DEEDS["amend_deal"].ask(amended)
    declined = DEEDS["decline_deal"].ask(amended)
    left_by(left, "Bea")

    known = replayed(offered)

    assert (declined.body["state"], left.seat("Bea").ended_at is None) == ("open", False)
    assert known == {one: answered(offered, *one) for one in known}
