"""Replaying the log gives what is answered, for decisions and for what they brought about."""

from typing import Any, Final  # a field is any JSON

import pytest

from backend.audit.fold import fold
from backend.audit.models import Entry
from tests.actions.questions import read
from tests.forums.consequences import everything
from tests.forums.sitting import Sitting
from tests.forums.voting import DECISION_IN, recorded, restricted, urgent

ADDRESSES: Final = {"decision": "/decisions", "decision_effect": "/decision-effects"}


def replayed(sitting: Sitting) -> dict[tuple[str, str], dict[str, Any]]:
    entries = Entry.objects.filter(log_id=sitting.borough.partnership.id).order_by("index")
    return {
        (kind, str(subject_id)): dict(fields)
        for (kind, subject_id), fields in fold(entries).items()
        if kind in ADDRESSES
    }


def answered(sitting: Sitting, kind: str, row_id: str) -> dict[str, Any]:
    shown = read(sitting.borough, "Audrey", f"{ADDRESSES[kind]}/{row_id}")
    recorded = {name: value for name, value in shown.items() if name not in ("id", "version")}
    return {**recorded, "partnership": str(sitting.borough.partnership.id)}


@pytest.mark.parametrize("state", DECISION_IN)
def test_it_replays_to_what_is_answered(voting: Sitting, state: str) -> None:
    DECISION_IN[state](voting)

    found = replayed(voting)

    assert found == {one: answered(voting, *one) for one in found}


def test_it_replays_what_was_brought_about_and_what_is_restricted(voting: Sitting) -> None:
    recorded(voting, effects=everything(voting))
    restricted(voting)
    urgent(voting)

    found = replayed(voting)

    assert len(found) == 3 + 4
    assert found == {one: answered(voting, *one) for one in found}
