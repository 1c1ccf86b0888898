"""Whoever runs commands on the machine: founds partnerships, imports plans, mends grants."""

from datetime import datetime
from typing import Final
from uuid import UUID

from backend.audit.source import current_source, now
from backend.people.identity import Identity, identify, unplaced
from backend.people.models import Actor, ActorKind, Appointment, Profile
from backend.people.roles import RoleName
from backend.people.scopes import EVERY_SCOPE

OPERATOR: Final = "operator"


def operator() -> Identity:
    """Acting in no partnership yet."""
    known = Actor.objects.filter(sign_in=OPERATOR).first()
    return unplaced(known or _unsaved_operator())


def operator_in(slug: str, at: datetime) -> Identity:
    """With what the operator holds in that partnership. Raises Profile.DoesNotExist."""
    profile = Profile.objects.select_related("actor").get(
        actor__sign_in=OPERATOR, partnership__slug=slug
    )
    return identify(profile, at=at, scopes=EVERY_SCOPE)


def examiners(partnership_id: UUID, at: datetime) -> list[UUID]:
    """Who is told of what the operator does to the log itself: auditors and administrators."""
    held = Appointment.objects.in_force(at).filter(
        partnership_id=partnership_id, role__in=(RoleName.AUDITOR, RoleName.ADMINISTRATOR)
    )
    return sorted(held.order_by().values_list("actor_id", flat=True).distinct())


def _unsaved_operator() -> Actor:
    return Actor(id=current_source().new_id(now()), kind=ActorKind.SYSTEM, sign_in=OPERATOR)
