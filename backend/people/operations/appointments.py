from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any  # the object of a role is a row of any model
from uuid import UUID

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from backend.audit.days import midnight
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.models import (
    Actor,
    Appointment,
    Belonging,
    Grant,
    Organisation,
    Partnership,
    Profile,
)
from backend.people.operations.deputies import (
    Offered,
    end_within_source,
    refuse_bad_deputy,
    stemming_from,
)
from backend.people.operations.organisations import refuse_succeeded
from backend.people.policy import require_giver
from backend.people.roles import Role, role_named


class RoleTaken(Conflict):
    """The role has one holder at a time, and there is one in that period."""

    code = "role_taken"


class AppointmentEnded(Conflict):
    """The appointment has already ended."""

    code = "appointment_ended"


class LastHolder(Conflict):
    """What it is held on needs somebody in this role."""

    code = "last_holder"
    remedy = "Appoint somebody else to the role first, then end this appointment."


def appoint(
    unit: Unit,
    *,
    actor_id: UUID,
    role: str,
    on_id: UUID,
    starts_on: date | None = None,
    ends_on: date | None = None,
    reason: str = "",
    deputy_for: UUID | None = None,
    scope: list[str] | None = None,
) -> Appointment:
    """Days begin and end at midnight, Europe/London; without `starts_on` it begins at once."""
    kind = role_named(role)
    on = _lock_object(unit, kind, on_id)
    standing = require_giver(unit.by, kind, on_id)
    actor = _appointee(unit, kind, actor_id)
    starts_at = unit.at if starts_on is None else midnight(starts_on)
    ends_at = None if ends_on is None else midnight(_day_after(ends_on))
    _refuse_bad_period(starts_at, ends_at)
    offered = Offered(kind, actor.id, on_id, starts_at, ends_at, reason, deputy_for, scope)
    refuse_bad_deputy(offered)
    ends_at = end_within_source(offered)
    if kind.single:
        _refuse_taken(unit, kind, on_id, starts_at, ends_at)
    return give_role(
        unit,
        actor=actor,
        role=role,
        partnership_id=unit.by.partnership_id,
        on_id=on_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        deputy_for=deputy_for,
        scope=None if scope is None else sorted(set(scope)),
        audience=on.audience,
        org=standing.org,
    )


def end_appointment(unit: Unit, *, appointment_id: UUID, version: int, reason: str) -> Appointment:
    """At once: the grant it gave opens nothing from this instant on, nor does what stems from it:
    deputies and delegations end with the appointment whose powers they hand on.
    """
    appointment = _locked(unit, appointment_id)
    standing = require_giver(unit.by, role_named(appointment.role), appointment.on_id)
    if appointment.version != version:
        raise Stale(appointment.version)
    if appointment.ends_at is not None and appointment.ends_at <= unit.at:
        raise AppointmentEnded("This appointment has already ended, so it cannot be ended again.")
    refuse_last(unit, appointment=appointment)
    ending = [appointment, *stemming_from(appointment, at=unit.at)]
    close_appointments(unit, appointments=ending, reason=reason, org=standing.org)
    return appointment


def refuse_last(unit: Unit, *, appointment: Appointment) -> None:
    """The object is locked: of two who go at once, the second stays. Raises LastHolder."""
    kind = role_named(appointment.role)
    on = kind.model._default_manager.filter(id=appointment.on_id).first()
    if not kind.indispensable or getattr(on, "is_closed", False):
        return
    rows = Appointment.objects.in_force(unit.at).filter(role=kind.name, on_id=appointment.on_id)
    if not rows.exclude(id=appointment.id).filter(ends_at=None).exists():
        raise LastHolder(
            f"This {kind.on_type} has no other {kind.name} without an end: appoint one first."
        )


def close_appointments(
    unit: Unit, *, appointments: Sequence[Appointment], reason: str, org: UUID | None
) -> None:
    """Internal: however many, their grants close in two statements. The rows are locked."""
    grants = Grant.grants.filter(appointment__in=appointments)
    # One that has not begun never will.
    grants.filter(valid_from__gt=unit.at).update(valid_from=unit.at)
    grants.update(valid_until=unit.at)
    for appointment in appointments:
        appointment.starts_at = min(appointment.starts_at, unit.at)
        appointment.ends_at = unit.at
        unit.record(
            "appointment.ended", appointment, org=org, told=[appointment.actor_id], reason=reason
        )


def give_role(
    unit: Unit,
    *,
    actor: Actor,
    role: str,
    partnership_id: UUID,
    on_id: UUID,
    starts_at: datetime,
    ends_at: datetime | None = None,
    reason: str = "",
    deputy_for: UUID | None = None,
    scope: list[str] | None = None,
    audience: str = "partnership",
    org: UUID | None = None,
) -> Appointment:
    """`audience` is that of the object: who holds a role on what is hidden is hidden with it."""
    appointment = Appointment(
        partnership_id=partnership_id,
        audience=audience,
        actor=actor,
        role=role,
        on_type=role_named(role).on_type,
        on_id=on_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        deputy_for_id=deputy_for,
        scope=scope,
    )
    open_appointments(unit, appointments=[appointment], org=org)
    return appointment


def open_appointments(unit: Unit, *, appointments: Sequence[Appointment], org: UUID | None) -> None:
    """Internal: however many, their grants open in two statements."""
    for appointment in appointments:
        unit.record("appointment.made", appointment, org=org, told=[appointment.actor_id])
    Grant.grants.bulk_create(grants_of(appointments))


def grant_of(appointment: Appointment) -> Grant:
    """The grant this appointment gives; not saved."""
    return grants_of([appointment])[0]


def grants_of(appointments: Sequence[Appointment]) -> list[Grant]:
    """Not saved; the permissions of all of them are looked up at once."""
    kinds = {one.role: role_named(one.role) for one in appointments}
    permissions = {
        (permission.content_type_id, permission.codename): permission
        for permission in Permission.objects.filter(
            codename__in={kind.permission for kind in kinds.values()}
        )
    }
    return [_grant(one, kinds[one.role], permissions) for one in appointments]


def _grant(
    appointment: Appointment, kind: Role, permissions: dict[tuple[int, str], Permission]
) -> Grant:
    content_type = ContentType.objects.get_for_model(kind.model)
    return Grant(
        user_id=appointment.actor_id,
        permission=permissions[content_type.id, kind.permission],
        content_type=content_type,
        object_pk=str(appointment.on_id),
        appointment=appointment,
        valid_from=appointment.starts_at,
        valid_until=appointment.ends_at,
    )


def _day_after(day: date) -> date:
    if day == date.max:
        sentence = "Enter an earlier day, or leave the last day out."
        raise InputRefused([Fault("out_of_range", sentence, "#/ends_on")])
    return day + timedelta(days=1)


def _locked(unit: Unit, appointment_id: UUID) -> Appointment:
    """After the object it is on: whoever appoints there waits, and then sees it ended."""
    seen = Appointment.objects.visible_to(unit.by)
    found = seen.filter(id=appointment_id).first()
    if found is None:
        raise NotVisible
    model = role_named(found.role).model
    model._default_manager.select_for_update(no_key=True).filter(id=found.on_id).first()
    return seen.select_for_update().get(id=appointment_id)


def _lock_object(unit: Unit, kind: Role, on_id: UUID) -> Partnership | Belonging:
    """Locked, so that two appointments to a single role cannot both find it free; but whoever only
    refers to the object need not wait.
    """
    objects = kind.model._default_manager
    rows: QuerySet[Any] = objects.select_for_update(no_key=True).filter(id=on_id)
    place = "id" if kind.model is Partnership else "partnership_id"
    found: Partnership | Belonging | None = rows.filter(**{place: unit.by.partnership_id}).first()
    if found is None or found.audience not in unit.by.audiences:
        raise InputRefused(
            [Fault("unknown_reference", f"No {kind.on_type} has this id. Check it.", "#/on")]
        )
    if isinstance(found, Organisation):
        refuse_succeeded(found, pointer="#/on")
    return found


def _appointee(unit: Unit, kind: Role, actor_id: UUID) -> Actor:
    profile = (
        Profile.objects.visible_to(unit.by)
        .select_related("actor")
        .filter(actor_id=actor_id, ended_at=None)
        .first()
    )
    if profile is None:
        raise InputRefused(
            [Fault("unknown_reference", "No person or system has this id. Check it.", "#/actor")]
        )
    if kind.held_by not in ("any", profile.actor.kind):
        raise InputRefused(
            [Fault("wrong_kind", f"The role {kind.name} is held by a {kind.held_by}.", "#/actor")]
        )
    return profile.actor


def _refuse_bad_period(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise InputRefused(
            [Fault("ends_before_start", "The last day must be after the start.", "#/ends_on")]
        )


def _refuse_taken(
    unit: Unit, kind: Role, on_id: UUID, starts_at: datetime, ends_at: datetime | None
) -> None:
    others = Appointment.objects.filter(
        partnership_id=unit.by.partnership_id, role=kind.name, on_id=on_id
    ).exclude(ends_at__lte=starts_at)
    if ends_at is not None:
        others = others.exclude(starts_at__gte=ends_at)
    if others.exists():
        raise RoleTaken(
            f"This {kind.on_type} already has a {kind.name} in that period. "
            "End that appointment first."
        )
