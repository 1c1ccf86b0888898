from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused
from backend.people.models import Actor, ActorKind, Profile


def person_named(unit: Unit, *, actor_id: UUID, pointer: str) -> Actor:
    """Someone of the partnership. Raises InputRefused."""
    profile = (
        Profile.objects.visible_to(unit.by)
        .select_related("actor")
        .filter(actor_id=actor_id, ended_at=None, actor__kind=ActorKind.PERSON)
        .first()
    )
    if profile is None:
        sentence = "No person has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, pointer)])
    return profile.actor
