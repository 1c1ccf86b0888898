"""The caller of one request: an actor in one partnership, with what they hold at one instant."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import DateTimeField, UUIDField

from backend.api.actor import Audiences
from backend.api.prepared import Given, Prepared
from backend.people.models import Actor, ActorKind, Grant, Profile
from backend.people.roles import role_named, role_of_permission
from backend.people.sight import read_through

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
    # The role on an object → the operations it was given for; not there: for all of the role's.
    limits: dict[tuple[str, UUID], frozenset[str]] = field(default_factory=dict)
    # Of the audiences, those of the organisations they act for.
    through: frozenset[str] = frozenset()
    credential_id: UUID | None = None
    client_id: str = ""
    # DRF and Django ask this of whatever stands for a user.
    is_authenticated: bool = True

    def holds(self, role: str, on: UUID) -> bool:
        return (role, on) in self.held

    def holds_for(self, operation: str, role: str, on: UUID) -> bool:
        limit = self.limits.get((role, on))
        return self.holds(role, on) and (limit is None or operation in limit)

    def objects_held(self, role: str) -> frozenset[UUID]:
        return frozenset(on for name, on in self.held if name == role)


HELD: Final = Prepared(
    lambda: (
        Grant.grants.valid(Given("at", DateTimeField()))
        .filter(
            user_id=Given("actor", UUIDField()),
            appointment__partnership_id=Given("partnership", UUIDField()),
        )
        .values_list(
            "permission__codename", "object_pk", "appointment__deputy_for_id", "appointment__scope"
        )
    )
)


def identify(
    profile: Profile,
    *,
    at: datetime,
    scopes: frozenset[str],
    credential_id: UUID | None = None,
    client_id: str = "",
) -> Identity:
    """The grants in force at that instant, in one query; who acts for an organisation takes one
    more for what it reads. `profile.actor` must be loaded.
    """
    rows = HELD(actor=profile.actor_id, partnership=profile.partnership_id, at=at)
    held: set[tuple[str, UUID]] = set()
    names = {PARTNERSHIP_AUDIENCE}
    deputises: dict[UUID, UUID] = {}
    scopes_given: dict[tuple[str, UUID], list[list[str] | None]] = {}
    everything = False
    for codename, object_pk, deputy_for, scope in rows:
        role = role_of_permission(codename)
        if role is None:
            continue
        on = UUID(object_pk)
        held.add((role.name, on))
        scopes_given.setdefault((role.name, on), []).append(scope)
        everything = everything or role.reads_everything
        if role.audience is not None:
            names.add(role.audience.format(on))
        if deputy_for is not None:
            deputises[on] = deputy_for
    through = read_through(held)
    return Identity(
        id=profile.actor_id,
        kind=profile.actor.kind,
        partnership_id=profile.partnership_id,
        profile_id=profile.id,
        organisation_id=profile.organisation_id,
        scopes=scopes,
        audiences=Audiences(frozenset(names) | through, everything),
        # Who examines the record adds nothing to it, whatever else they were given.
        held=frozenset(held if not everything else (one for one in held if _examines(one[0]))),
        deputises=deputises,
        limits=_limits(scopes_given),
        through=through,
        credential_id=credential_id,
        client_id=client_id,
    )


def _examines(role: str) -> bool:
    return role_named(role).reads_everything


def _limits(
    given: dict[tuple[str, UUID], list[list[str] | None]],
) -> dict[tuple[str, UUID], frozenset[str]]:
    """Of a role held twice at once, all that either appointment gives."""
    limited = {held: [one for one in scopes if one is not None] for held, scopes in given.items()}
    return {
        held: frozenset(name for scope in scopes for name in scope)
        for held, scopes in limited.items()
        if len(scopes) == len(given[held])
    }


def resident() -> Identity:
    """Whoever bears a resident's token, told apart from nobody else: no row of theirs is kept."""
    return unplaced(Actor(id=UUID(int=0), kind=ActorKind.RESIDENT))


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
