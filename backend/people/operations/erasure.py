"""Erasing what the record says of one person, so that every proof stays as it is.

Only the name, the address and what stands in a field about that person can be found by machine;
where people write of others in texts of their own, a person has to look.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet

from backend.audit.erasure import clear_disclosures, clear_field
from backend.audit.unit import Unit
from backend.errors import Conflict, NotVisible, Stale
from backend.people.erasures import erasers
from backend.people.models import (
    ERASED_NAME,
    Actor,
    ActorKind,
    Appointment,
    Profile,
    StreamTicket,
    Token,
)
from backend.people.operations.answers import forget_answers
from backend.people.operations.appointments import LastHolder, close_appointments, refuse_last
from backend.people.operations.deputies import stemming_from
from backend.people.operations.organisations import take_turns
from backend.people.policy import require_administrator
from backend.people.roles import RoleName, all_roles, role_named

# What of a sign-in says whose it was; the address is where it was typed as the name.
NOBODY: Final = {"username": None, "ip_address": None, "user_agent": "", "http_accept": ""}
# The sign-in itself, which the library that locks it out keeps account of.
SIGN_INS: Final = (AccessLog, AccessAttempt, AccessFailureLog)


class ErasesOneself(Conflict):
    """Someone else has to do it, who is still there to answer for it."""

    code = "erases_oneself"
    remedy = "Ask another administrator of the partnership."


class NotAPerson(Conflict):
    """Partner systems have no personal data."""

    code = "not_a_person"


@dataclass(frozen=True)
class Erased:
    profile: Profile
    changed: bool = True


def erase_person(unit: Unit, *, profile_id: UUID, version: int, reason: str) -> Erased:
    """Their name, address and whatever they come in with, at once and for good; what they did
    stays, under an id that leads to nobody.
    """
    profile = _held(unit, profile_id)
    standing = require_administrator(unit.by, "erase a person")
    if profile.version != version:
        raise Stale(profile.version)
    if profile.is_erased:
        return Erased(profile, changed=False)
    _refuse(unit, profile)
    person = profile.actor_id
    _end_appointments(unit, person, reason, standing.org)
    for erase in erasers():
        erase(unit, person=person, org=standing.org)
    _shut_out(unit, profile)
    forget_answers(unit)
    clear_disclosures(unit, person)
    profile.name, profile.email, profile.ended_at = ERASED_NAME, "", unit.at
    told = _administrators(unit).values_list("actor_id", flat=True)
    unit.record(
        "profile.erased",
        profile,
        org=standing.org,
        told=set(told) - {unit.by.id},
        reason=reason,
    )
    _forget_sign_in(unit, person)
    return Erased(profile)


def _held(unit: Unit, profile_id: UUID) -> Profile:
    """Locked in the order of whoever merges organisations, signs or appoints: appointments, the
    profile, and last what cannot do without this person, with their appointments to that.
    """
    seen = Profile.objects.visible_to(unit.by)
    found = seen.filter(id=profile_id).first()
    if found is None:
        raise NotVisible
    take_turns(unit)
    needed = [role.name for role in all_roles() if role.indispensable]
    rows = _open_appointments(unit, found.actor_id)
    list(rows.exclude(role__in=needed).select_for_update(of=("self",)))
    locked = seen.select_for_update(of=("self",), no_key=True).select_related("actor")
    profile = locked.get(id=profile_id)
    for role, on_id in rows.filter(role__in=needed).order_by("on_id").values_list("role", "on_id"):
        objects = role_named(role).model._default_manager
        objects.select_for_update(no_key=True).filter(id=on_id).first()
    return profile


def _refuse(unit: Unit, profile: Profile) -> None:
    if profile.actor.kind != ActorKind.PERSON:
        raise NotAPerson("This is a partner system, which has no personal data. Revoke its tokens.")
    if profile.actor_id == unit.by.id:
        raise ErasesOneself("You cannot erase yourself. Ask another administrator.")
    others = _administrators(unit).filter(ends_at=None).exclude(actor_id=profile.actor_id)
    if not others.exists():
        raise LastHolder(
            "Nobody else administers this partnership without an end: appoint somebody first."
        )
    for appointment in _open_appointments(unit, profile.actor_id):
        refuse_last(unit, appointment=appointment)


def _administrators(unit: Unit) -> QuerySet[Appointment]:
    """Those who can sign in; whoever runs the machine holds the role too."""
    return Appointment.objects.in_force(unit.at).filter(
        role=RoleName.ADMINISTRATOR,
        on_id=unit.by.partnership_id,
        actor__kind=ActorKind.PERSON,
    )


def _open_appointments(unit: Unit, person: UUID) -> QuerySet[Appointment]:
    """In force or still to come."""
    rows = Appointment.objects.filter(partnership_id=unit.by.partnership_id, actor_id=person)
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=unit.at)).order_by("id")


def _end_appointments(unit: Unit, person: UUID, reason: str, org: UUID | None) -> None:
    """And empty why they, and those who deputised for them, were appointed: it tells of a person
    what nobody else's record does, that they were ill or on leave.
    """
    ending = {one.id: one for one in _open_appointments(unit, person).select_for_update()}
    for held in list(ending.values()):
        ending |= {one.id: one for one in stemming_from(held, at=unit.at)}
    about = Appointment.objects.select_for_update(of=("self",)).filter(
        Q(actor_id=person) | Q(deputy_for_id=person), partnership_id=unit.by.partnership_id
    )
    concerned = {one.id: one for one in about.order_by("id")}
    clear_field(unit, Appointment.subject_type, list(concerned), "reason")
    for one in concerned.values():
        if one.id not in ending and one.reason:
            one.reason = ""
            unit.record("appointment.reason_erased", one, org=org)
    for one in ending.values():
        if one.id in concerned:
            one.reason = ""
    close_appointments(unit, appointments=list(ending.values()), reason=reason, org=org)


def _shut_out(unit: Unit, profile: Profile) -> None:
    """An ended profile lets nobody in; a token's name is the person's own words besides."""
    tokens = Token.objects.filter(profile=profile)
    tokens.filter(revoked_at=None).update(revoked_at=unit.at)
    tokens.update(name=ERASED_NAME)
    StreamTicket.objects.filter(profile=profile, ended_at=None).update(ended_at=unit.at)


def _forget_sign_in(unit: Unit, person: UUID) -> None:
    """It belongs to the deployment: kept as long as any partnership of it has a living profile."""
    # Locked: of two partnerships that erase them at once, the second finds itself the last.
    actor = Actor.objects.select_for_update(no_key=True).get(id=person)
    if Profile.objects.filter(actor=actor, ended_at=None).exists():
        return
    for model in SIGN_INS:
        model.objects.filter(username=actor.sign_in).update(**NOBODY)
    Actor.objects.filter(id=person).update(
        sign_in=f"erased:{actor.id}", password=make_password(None), is_active=False, last_login=None
    )
