from typing import Any, Final  # Any: rows of an import

from backend.api import fields
from backend.api.frame import public_url
from backend.api.serializers import Out
from backend.audit.source import now
from backend.people.serializers import RecordedOut
from backend.sync.lines import MOST_LINES
from backend.sync.models import Import, ImportState, Outcome
from backend.sync.operations.results import are_kept
from backend.sync.serializers.sources import Slug

LINES: Final = {"min_value": 0, "max_value": MOST_LINES}


class LineCountsOut(Out):
    created = fields.Integer(**LINES)
    updated = fields.Integer(**LINES)
    unchanged = fields.Integer(**LINES)
    requested = fields.Integer(**LINES)
    conflict = fields.Integer(**LINES)
    stale_ignored = fields.Integer(**LINES)
    refused = fields.Integer(**LINES)

    def to_representation(self, counts: dict[str, int]) -> dict[str, int]:
        return {outcome: counts.get(outcome, 0) for outcome in Outcome.values}


class Address(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=500, source="*", **kwargs)

    def to_representation(self, value: Any) -> str:
        return address_of(value)


class ResultsAddress(Address):
    def to_representation(self, value: Any) -> str | None:  # type: ignore[override]  # or null
        return f"{address_of(value)}/results" if are_kept(value, now()) else None


def address_of(whole: Import) -> str:
    return public_url(f"/api/v1/imports/{whole.id}")


class ImportOut(RecordedOut):
    """`lines` without the blank ones; `counts` of those heard so far."""

    source = Slug(source="source.slug")  # type: ignore[assignment]  # a field, not its source
    submitted_by = fields.UUID(source="submitted_by_id")
    submitted_at = fields.Instant()
    sha256 = fields.Char(max_length=64, help_text="Of the file as it was sent, in hexadecimal.")
    lines = fields.Integer(min_value=1, max_value=MOST_LINES)
    state = fields.Choice(choices=ImportState.choices, source="progress.state")
    counts = LineCountsOut(source="progress.counts")
    started_at = fields.Instant(source="progress.started_at", allow_null=True)
    finished_at = fields.Instant(allow_null=True)
    url = Address(help_text="Of the import itself.")
    results_url = ResultsAddress(
        allow_null=True,
        help_text="What became of each line; null before the import is finished, and when that is "
        "not kept any more.",
    )

    example = {
        "url": "https://accord.example/api/v1/imports/0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "sha256": "a8f1b9c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0",
        "lines": 2,
        "state": "waiting",
        "started_at": None,
        "finished_at": None,
        "results_url": None,
    }
