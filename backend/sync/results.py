"""What became of one item of many, as it is told."""

from collections.abc import Mapping
from typing import Any  # results are JSON

from backend.sync.models import Outcome
from backend.sync.operations.syncing import Synced

Problem = Mapping[str, Any]


def told_of(synced: Synced, problem: Problem | None) -> dict[str, Any]:
    """`problem` is that of its refusal."""
    if problem is not None:
        return told_of_refused(synced.item.external_id, problem)
    return {
        "external_id": synced.item.external_id,
        "status": 201 if synced.outcome == Outcome.CREATED else 200,
        "outcome": synced.outcome.value,
        "action": synced.action and str(synced.action.id),
        "version": synced.action and synced.action.version,
        "by_field": synced.told,
        "problem": None,
    }


def told_of_refused(external_id: str | None, problem: Problem) -> dict[str, Any]:
    """Null where not even that could be read."""
    return {
        "external_id": external_id,
        "status": problem["status"],
        "outcome": Outcome.REFUSED.value,
        "action": None,
        "version": None,
        "by_field": [],
        "problem": problem,
    }
