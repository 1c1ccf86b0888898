"""The caller of one request: an actor in one partnership, with what they hold at one instant."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.api.actor import Audiences
from backend.people.models import Actor, Grant, Profile
from backend.people.roles import role_of_permission

PARTNERSHIP_AUDIENCE = "partnership"


@dataclass(frozen=True)
class Identity:
    """Implements `backend.api.actor.Actor`."""

    id: UUID
    kind: str
    partnership_id: UUID
    profile_id: UUID | None
    organisation_id: UUID | None
    scopes: frozenset[str]
    audiences: Audiences
    held: frozenset[tuple[str, UUID]]
    # Object → the sponsor for whom a deputy acts on it.
    deputises: dict[UUID, UUID] = field(default_factory=dict)
    credential_id: UUID | None = None
    # DRF and Django ask this of whatever stands for a user.
    is_authenticated: bool = True

    def holds(self, role: str, on: UUID) -> bool:
        return (role, on) in self.held

    def objects_held(self, role: str) -> frozenset[UUID]:
        return frozenset(on for name, on in self.held if name == role)


def identify(
    profile: Profile, *, at: datetime, scopes: frozenset[str], credential_id: UUID | None = None
) -> Identity:
    """One query: the grants in force at that instant. `profile.actor` must be loaded."""
    rows = (
        Grant.grants.valid(at)
        .filter(user_id=profile.actor_id, appointment__partnership_id=profile.partnership_id)
        .values_list("permission__codename", "object_pk", "appointment__deputy_for_id")
    )
    held: set[tuple[str, UUID]] = set()
    names = {PARTNERSHIP_AUDIENCE}
    deputises: dict[UUID, UUID] = {}
    everything = False
    for codename, object_pk, deputy_for in rows:
        role = role_of_permission(codename)
        if role is None:
            continue
        on = UUID(object_pk)
        held.add((role.name, on))
        everything = everything or role.reads_everything
        if role.audience is not None:
            names.add(role.audience.format(on))
        if deputy_for is not None:
            deputises[on] = deputy_for
    return Identity(
        id=profile.actor_id,
        kind=profile.actor.kind,
        partnership_id=profile.partnership_id,
        profile_id=profile.id,
        organisation_id=profile.organisation_id,
        scopes=scopes,
        audiences=Audiences(frozenset(names), everything),
        held=frozenset(held),
        deputises=deputises,
        credential_id=credential_id,
    )


def unplaced(actor: Actor) -> Identity:
    """Someone known to the deployment, acting in no partnership: signing in, founding one."""
    return Identity(
        id=actor.id,
        kind=str(actor.kind),
        partnership_id=UUID(int=0),
        profile_id=None,
        organisation_id=None,
        scopes=frozenset(),
        audiences=Audiences(frozenset()),
        held=frozenset(),
    )
