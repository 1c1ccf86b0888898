"""Whom an entry tells: the people who hold a role at that instant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.models import Appointment


def sponsors_of(priority_id: UUID | None, *, at: datetime) -> list[UUID]:
    """The Executive Sponsor and, while there is one, the deputy."""
    return _holders(priority_id, BY_THE_SPONSOR, at)


def acting_for(organisation_id: UUID | None, *, at: datetime) -> list[UUID]:
    return _holders(organisation_id, (REPRESENTATIVE,), at)


def holders_by_object(
    on_ids: Iterable[UUID], roles: tuple[str, ...], *, at: datetime
) -> dict[UUID, list[UUID]]:
    """Of many objects in one statement; an object nobody holds a role on is left out."""
    found: dict[UUID, list[UUID]] = {}
    holders = Appointment.objects.in_force(at).filter(on_id__in=set(on_ids), role__in=roles)
    for on_id, actor_id in holders.order_by("on_id", "actor_id").values_list("on_id", "actor_id"):
        if actor_id not in found.setdefault(on_id, []):
            found[on_id].append(actor_id)
    return found


def _holders(on_id: UUID | None, roles: tuple[str, ...], at: datetime) -> list[UUID]:
    if on_id is None:
        return []
    holders = Appointment.objects.in_force(at).filter(on_id=on_id, role__in=roles)
    return list(holders.values_list("actor_id", flat=True).distinct())
