"""Replaying the log gives what is answered: for each operation, and for each thing it touched."""

from typing import Any  # a field is any JSON

import pytest

from backend.audit.fold import fold
from backend.audit.models import Entry
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.borough import Borough

ADDRESSES = {
    "action": "/actions",
    "contribution": "/contributors",
    "date_change": "/date-changes",
    "dependency": "/dependencies",
    "evidence": "/evidence",
    "milestone": "/milestones",
    "outcome": "/outcomes",
    "outcome_link": "/outcome-links",
    "plan": "/plans",
    "principle": "/principles",
    "priority": "/priorities",
    "request": "/requests",
    "success_measure": "/success-measures",
    "update": "/updates",
    "update_digest": "/update-digests",
    "update_link": "/update-links",
    "update_request": "/update-requests",
}
# What an answer has beside the fields of its subject.
RATED = {"rag", "rag_rule", "declared_rag", "declared_at", "rag_divergence"}
BESIDE = {"id", "version", "slip_days", "escalations", *RATED}


# What the log has and no answer: of a link only the SHA-256 of its secret is known at all.
NOT_SHOWN = {"update_link": {"digest"}}


def replayed(borough: Borough) -> dict[str, Any]:
    """By its address, what the log knows of everything in this app."""
    entries = Entry.objects.filter(log_id=borough.partnership.id).order_by("index")
    return {
        f"{ADDRESSES[kind]}/{subject_id}": {
            name: value for name, value in fields.items() if name not in NOT_SHOWN.get(kind, ())
        }
        for (kind, subject_id), fields in fold(entries).items()
        if kind in ADDRESSES
    }


def answered(borough: Borough, path: str) -> dict[str, Any]:
    shown = read(borough, "Pat", path)
    recorded = {name: value for name, value in shown.items() if name not in BESIDE}
    return {**recorded, "partnership": str(borough.partnership.id)}


@pytest.mark.parametrize("operation", DEEDS)
def test_it_replays_to_what_is_answered(borough: Borough, operation: str) -> None:
    before = replayed(borough)
    asked = DEEDS[operation].ask(borough)

    after = replayed(borough)

    touched = {path for path, fields in after.items() if before.get(path) != fields}
    assert any(path.endswith(asked.body["id"]) for path in touched)
    assert {path: after[path] for path in touched} == {
        path: answered(borough, path) for path in touched
    }


def test_it_replays_a_whole_history(borough: Borough) -> None:
    statuses = {name: deed.ask(borough).status for name, deed in DEEDS.items()}

    assert set(statuses.values()) == {200, 201}
    assert replayed(borough) == {path: answered(borough, path) for path in replayed(borough)}
