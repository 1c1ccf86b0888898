"""Whoever runs commands on the machine: founds partnerships, imports plans, mends grants."""

from datetime import datetime
from typing import Final

from backend.audit.source import current_source, now
from backend.people.identity import Identity, identify, unplaced
from backend.people.models import Actor, ActorKind, Profile
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


def _unsaved_operator() -> Actor:
    return Actor(id=current_source().new_id(now()), kind=ActorKind.SYSTEM, sign_in=OPERATOR)
