"""The duties this app knows of: roles held for an organisation, and the people who belong to it."""

from uuid import UUID

from django.db.models import Q

from backend.audit.unit import Unit
from backend.people.duties import Handover, Moved
from backend.people.models import Appointment, Profile
from backend.people.operations.appointments import close_appointments, open_appointments


def move_people(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it."""
    return [*move_appointments(unit, handover=handover), *move_profiles(unit, handover=handover)]


def move_appointments(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Ended where they were and made where they go, but for whoever holds the role there."""
    old = _current(unit, {handover.predecessor.id})
    held = _held_for_good(unit, {handover.taker_of(one.actor_id) for one in old})
    made, moved = [], []
    for one in old:
        taker = handover.taker_of(one.actor_id)
        is_held = (one.actor_id, one.role, taker) in held
        moved.append(Moved("appointment_ended" if is_held else "appointment", one.actor_id, taker))
        if not is_held:
            made.append(_again(unit, one, taker, handover.reason))
    close_appointments(unit, appointments=old, reason=handover.reason, org=handover.org)
    open_appointments(unit, appointments=made, org=handover.org)
    return moved


def move_profiles(unit: Unit, *, handover: Handover) -> list[Moved]:
    profiles = (
        Profile.objects.select_for_update(of=("self",))
        .filter(organisation=handover.predecessor, ended_at=None)
        .order_by("id")
    )
    moved = []
    for profile in profiles:
        taker = handover.taker_of(profile.actor_id)
        profile.organisation_id = taker
        unit.record("profile.moved", profile, org=handover.org, told=[profile.actor_id])
        moved.append(Moved("profile", profile.actor_id, taker))
    return moved


def _current(unit: Unit, organisations: set[UUID]) -> list[Appointment]:
    """In force or still to come."""
    rows = Appointment.objects.select_for_update(of=("self",)).filter(
        Q(ends_at=None) | Q(ends_at__gt=unit.at), on_id__in=organisations
    )
    return list(rows.order_by("id"))


def _held_for_good(unit: Unit, organisations: set[UUID]) -> set[tuple[UUID, str, UUID]]:
    rows = Appointment.objects.in_force(unit.at).filter(on_id__in=organisations, ends_at=None)
    return set(rows.values_list("actor_id", "role", "on_id"))


def _again(unit: Unit, one: Appointment, taker: UUID, reason: str) -> Appointment:
    return Appointment(
        partnership_id=one.partnership_id,
        audience=one.audience,
        actor_id=one.actor_id,
        role=one.role,
        on_type=one.on_type,
        on_id=taker,
        starts_at=max(one.starts_at, unit.at),
        ends_at=one.ends_at,
        reason=reason,
        deputy_for_id=one.deputy_for_id,
        scope=one.scope,
    )
