"""Replaying the log gives what is answered, for funds and for grants."""

from typing import Any  # a field is any JSON

import pytest

from tests.actions.questions import read
from tests.borough import Borough
from tests.deals.granting import DEEDS
from tests.people.questions import remembered

ADDRESSES = {
    "add_fund": "/funds",
    "add_supported_project": "/supported-projects",
    **dict.fromkeys(
        [
            "apply_for_grant",
            "approve_grant",
            "refuse_grant",
            "pay_grant",
            "account_for_grant",
        ],
        "/grants",
    ),
}
# What an answer has beside the fields of its subject; of a fund, what its grants add up to.
BESIDE = {"/funds": {"id", "version", "approved", "left"}}


def answered(borough: Borough, address: str, row_id: str) -> dict[str, Any]:
    shown = read(borough, "Pat", f"{address}/{row_id}")
    beside = BESIDE.get(address, {"id", "version"})
    recorded = {name: value for name, value in shown.items() if name not in beside}
    return {**recorded, "partnership": str(borough.partnership.id)}


@pytest.mark.parametrize("operation", DEEDS)
def test_it_replays_to_what_is_answered(borough: Borough, operation: str) -> None:
    asked = DEEDS[operation].ask(borough)

    row_id = asked.body["id"]
    assert remembered(row_id) == answered(borough, ADDRESSES[operation], row_id)
