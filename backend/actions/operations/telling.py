"""Whom an entry tells: the people who hold a role at that instant."""

from datetime import datetime
from uuid import UUID

from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.models import Appointment


def sponsors_of(priority_id: UUID | None, *, at: datetime) -> list[UUID]:
    """The Executive Sponsor and, while there is one, the deputy."""
    return _holders(priority_id, BY_THE_SPONSOR, at)


def acting_for(organisation_id: UUID | None, *, at: datetime) -> list[UUID]:
    return _holders(organisation_id, (REPRESENTATIVE,), at)


def _holders(on_id: UUID | None, roles: tuple[str, ...], at: datetime) -> list[UUID]:
    if on_id is None:
        return []
    holders = Appointment.objects.in_force(at).filter(on_id=on_id, role__in=roles)
    return list(holders.values_list("actor_id", flat=True).distinct())
