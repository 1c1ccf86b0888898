"""What the sponsors owe the Board for a quarter, and what of it they have given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, UUIDField

from backend.actions.models import Priority
from backend.actions.roles import RoleName
from backend.api.actor import Actor
from backend.audit.days import day_of
from backend.forums.models import Assurance
from backend.forums.periods import Quarter
from backend.people.models import Appointment


class AssuranceStatus(StrEnum):
    GIVEN = "given"
    LATE = "late"
    MISSING = "missing"
    # Not given, and not past its date.
    DUE = "due"


@dataclass(frozen=True)
class Owed:
    """The assurance of one priority for one quarter, given or not."""

    priority: Priority
    sponsor: UUID | None
    due_on: date
    status: AssuranceStatus
    assurance: UUID | None
    level: str | None


def owing(actor: Actor) -> QuerySet[Priority]:
    """Of a plan that was rolled over nobody assures the Board any more."""
    return Priority.objects.visible_to(actor).filter(plan__rolled_over_at=None)


def with_assurances(
    priorities: QuerySet[Priority], *, actor: Actor, period: str, at: datetime
) -> QuerySet[Any]:
    """Each with what `owed` asks of it, in the same statement."""
    given = Assurance.objects.visible_to(actor).filter(priority=OuterRef("pk"), period=period)
    sponsors = Appointment.objects.in_force(at).filter(
        role=RoleName.SPONSOR, on_id=OuterRef("pk"), partnership_id=actor.partnership_id
    )
    return priorities.annotate(
        # Of a key alone SQLite would hand back its text.
        sponsor=Subquery(sponsors.order_by("id").values("actor_id")[:1], output_field=UUIDField()),
        assurance=Subquery(given.values("id")[:1]),
        assurance_level=Subquery(given.values("level")[:1]),
        assured_at=Subquery(given.values("submitted_at")[:1]),
    )


def owed(rows: Sequence[Any], *, quarter: Quarter, days: int, on: date) -> list[Owed]:
    """`rows` are those of `with_assurances`; `days` are the working days the Board leaves them."""
    due_on = quarter.due_on(days)
    return [
        Owed(
            row,
            row.sponsor,
            due_on,
            _status(row.assured_at, due_on, on),
            row.assurance,
            row.assurance_level,
        )
        for row in rows
    ]


def _status(assured_at: datetime | None, due_on: date, on: date) -> AssuranceStatus:
    if assured_at is None:
        return AssuranceStatus.MISSING if on > due_on else AssuranceStatus.DUE
    return AssuranceStatus.LATE if day_of(assured_at) > due_on else AssuranceStatus.GIVEN
