"""Who sits on a seat now."""

from datetime import datetime
from typing import Any  # rows with more than the model's own fields

from django.db.models import Case, F, Q, QuerySet, When

from backend.forums.models import Seat


def with_sitters(seats: QuerySet[Seat], *, at: datetime) -> QuerySet[Any]:
    """`sitter`: the actor, or none while the seat is vacant."""
    ends_later = Q(appointment__ends_at=None) | Q(appointment__ends_at__gt=at)
    in_force = Q(ends_later, appointment__starts_at__lte=at)
    return seats.annotate(sitter=Case(When(in_force, then=F("appointment__actor_id"))))
