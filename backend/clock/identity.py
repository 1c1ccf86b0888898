"""The clock as an actor: one of the deployment, in any of its partnerships."""

from datetime import datetime
from typing import Final
from uuid import UUID

from backend.api.actor import Audiences
from backend.audit.source import current_source
from backend.audit.unit import unit_of_work
from backend.people.identity import PARTNERSHIP_AUDIENCE, Identity, unplaced
from backend.people.models import Actor, ActorKind
from backend.people.operations import enrol_actor

CLOCK: Final = "clock"


def clock(at: datetime) -> Identity:
    """Acting in no partnership; made known to the deployment when it is not yet."""
    known = Actor.objects.filter(sign_in=CLOCK).first()
    return unplaced(known or _enrolled(at))


def clock_in(partnership_id: UUID, at: datetime) -> Identity:
    """Sees everything there and holds no role: what it may do is what its chores do."""
    return Identity(
        id=clock(at).id,
        kind=ActorKind.CLOCK.value,
        partnership_id=partnership_id,
        profile_id=None,
        organisation_id=None,
        scopes=frozenset(),
        audiences=Audiences(frozenset({PARTNERSHIP_AUDIENCE}), everything=True),
        held=frozenset(),
    )


def _enrolled(at: datetime) -> Actor:
    fresh = Actor(id=current_source().new_id(at), kind=ActorKind.CLOCK, sign_in=CLOCK)
    with unit_of_work(by=unplaced(fresh), at=at) as unit:
        return enrol_actor(unit, kind=ActorKind.CLOCK, sign_in=CLOCK, actor_id=fresh.id)
