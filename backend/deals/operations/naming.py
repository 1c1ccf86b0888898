from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused
from backend.people.models import Actor, ActorKind, Appointment, Profile
from backend.people.roles import RoleName

UNKNOWN_PERSON: Final = "Nobody who could do this has this id. Check it."


def person_named(unit: Unit, *, actor_id: UUID, pointer: str) -> Actor:
    """Someone of the partnership. Raises InputRefused."""
    profile = _people(unit, actor_id).select_related("actor").first()
    if profile is None:
        raise InputRefused([Fault("unknown_reference", UNKNOWN_PERSON, pointer)])
    return profile.actor


def is_person_here(unit: Unit, *, actor_id: UUID) -> bool:
    return _people(unit, actor_id).exists()


def _people(unit: Unit, actor_id: UUID) -> QuerySet[Profile]:
    """But for auditors, who could do nothing they are named for."""
    auditing = Appointment.objects.in_force(unit.at).filter(
        actor=OuterRef("actor"), role=RoleName.AUDITOR, on_id=unit.by.partnership_id
    )
    return Profile.objects.visible_to(unit.by).filter(
        ~Exists(auditing), actor_id=actor_id, ended_at=None, actor__kind=ActorKind.PERSON
    )
