from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Sum

from backend.sync.models import (
    ConflictState,
    FieldConflict,
    Outcome,
    Reference,
    Source,
    StatusMapping,
    Tally,
)

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Health:
    """Whether a source is being heard, and what of it waits for a person."""

    lag: int | None
    last_success_at: datetime | None
    last_refusal_at: datetime | None
    # Its code.
    last_refusal: str | None
    refusals: int
    open_conflicts: int
    mapping_tasks: int
    references: int


def health_of(source: Source, *, at: datetime) -> Health:
    tallies = Tally.objects.filter(source=source)
    refused = tallies.filter(outcome=Outcome.REFUSED)
    succeeded = tallies.exclude(outcome=Outcome.REFUSED).aggregate(at=Max("last_at"))["at"]
    last = refused.order_by("-last_at").first()
    # By whole hours: the one that began a day ago counts no more.
    lately = refused.filter(hour__gt=at - DAY).aggregate(times=Sum("times"))["times"]
    waiting = StatusMapping.objects.filter(source=source, asked_at__isnull=False)
    contested = FieldConflict.objects.filter(reference__source=source, state=ConflictState.OPEN)
    return Health(
        lag=None if succeeded is None else max(0, int((at - succeeded).total_seconds())),
        last_success_at=succeeded,
        last_refusal_at=last.last_at if last else None,
        last_refusal=last.code if last else None,
        refusals=lately or 0,
        open_conflicts=contested.count(),
        mapping_tasks=waiting.count(),
        references=Reference.objects.filter(source=source).count(),
    )
