"""Replaying the log gives what is answered, of an escalation and of every rung."""

from typing import Any, Final  # a field is any JSON

import pytest

from backend.audit.fold import fold
from backend.audit.models import Entry
from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import DEEDS

ADDRESSES: Final = {"escalation": "/escalations", "hop": "/hops"}
# What an answer has beside the fields of its subject: where it stands now, and what links to it.
BESIDE: Final = {"id", "version", "subject", "item", "meeting", "decision", "is_overdue"}
# What an answer says as its subject.
SUBJECTS: Final = {"action", "deal", "commitment"}


def replayed(borough: Borough) -> dict[str, dict[str, Any]]:
    entries = Entry.objects.filter(log_id=borough.partnership.id).order_by("index")
    return {
        f"{ADDRESSES[kind]}/{subject_id}": {
            name: value for name, value in fields.items() if name not in SUBJECTS
        }
        for (kind, subject_id), fields in fold(entries).items()
        if kind in ADDRESSES
    }


def answered(borough: Borough, path: str) -> dict[str, Any]:
    shown = read(borough, "Pat", path)
    recorded = {name: value for name, value in shown.items() if name not in BESIDE}
    return {**recorded, "partnership": str(borough.partnership.id)}


def as_stored(shown: dict[str, Any]) -> dict[str, Any]:
    """How a hop ended is blank in the log until it has, and null in an answer."""
    return {**shown, "end": shown["end"] or ""} if "end" in shown else shown


@pytest.mark.parametrize("operation", DEEDS)
def test_it_replays_to_what_is_answered(ladder: Borough, operation: str) -> None:
    scheduled(ladder, growth_forum(ladder))
    asked = DEEDS[operation].ask(ladder)

    known = replayed(ladder)

    assert f"/escalations/{asked.body['id']}" in known
    assert known == {path: as_stored(answered(ladder, path)) for path in known}
