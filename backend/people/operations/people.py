from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotAllowed
from backend.people.models import Actor, ActorKind, Organisation, Profile
from backend.people.operations.organisations import refuse_succeeded, take_turns
from backend.people.policy import require_administrator


class AlreadyKnown(Conflict):
    """The partnership already keeps a profile of this person."""

    code = "already_known"


def add_person(
    unit: Unit,
    *,
    kind: str,
    name: str,
    email: str = "",
    organisation_id: UUID | None = None,
) -> Profile:
    """Someone whom another partnership of the deployment already knows keeps their credentials;
    neither partnership learns of the other.
    """
    standing = require_administrator(unit.by, "add a person or a partner system")
    organisation = _organisation(unit, organisation_id)
    take_turns(unit)
    actor = _actor(unit, kind, email)
    if Profile.objects.filter(partnership_id=unit.by.partnership_id, actor=actor).exists():
        raise AlreadyKnown("Someone with this e-mail address is already in the partnership.")
    profile = Profile(
        partnership_id=unit.by.partnership_id,
        actor=actor,
        name=name,
        email=email.lower(),
        organisation=organisation,
    )
    return add_profile(unit, profile=profile, org=standing.org)


def add_profile(unit: Unit, *, profile: Profile, org: UUID | None = None) -> Profile:
    """Internal: part of adding a person, and of founding a partnership."""
    return unit.record("profile.added", profile, org=org)


def _actor(unit: Unit, kind: str, email: str) -> Actor:
    if kind == ActorKind.SYSTEM:
        return enrol_actor(unit, kind=kind, sign_in=f"system:{unit.new_id()}")
    if not email:
        raise InputRefused(
            [Fault("required", "Enter the e-mail address this person signs in with.", "#/email")]
        )
    return enrol_actor(unit, kind=kind, sign_in=email.lower())


def enrol_actor(unit: Unit, *, kind: str, sign_in: str, actor_id: UUID | None = None) -> Actor:
    """Credentials belong to the deployment: no partnership's log tells of them."""
    # By chance alone: the time in every other id would tell a second partnership that the first
    # one knew them.
    fresh = actor_id or UUID(bytes=unit.source.salt(), version=4)
    # Locked: one whose address is being erased is, once that is done, found by it no more.
    actor, _ = Actor.objects.select_for_update(no_key=True).get_or_create(
        sign_in=sign_in, defaults={"id": fresh, "kind": kind, "password": "!"}
    )
    return actor


def own_profile(unit: Unit) -> Profile:
    """Locked, for what takes one's name from it: whoever erases that waits, and then finds both.

    Before any deal, and after any organisation: a succession locks in the same order.
    """
    rows = Profile.objects.select_for_update(of=("self",), no_key=True).filter(
        partnership_id=unit.by.partnership_id, actor_id=unit.by.id, ended_at=None
    )
    profile = rows.first()
    if profile is None:
        raise NotAllowed("You no longer belong to this partnership. Ask an administrator.")
    return profile


def _organisation(unit: Unit, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None:
        return None
    return organisation_named(unit, organisation_id=organisation_id, pointer="#/organisation")


def organisation_named(unit: Unit, *, organisation_id: UUID, pointer: str) -> Organisation:
    """An organisation an input names, locked; one the caller cannot see is an unknown one (400)."""
    rows = Organisation.objects.visible_to(unit.by).select_for_update(no_key=True)
    organisation = rows.filter(id=organisation_id).first()
    if organisation is None:
        raise InputRefused(
            [Fault("unknown_reference", "No organisation has this id. Check it.", pointer)]
        )
    refuse_succeeded(organisation, pointer=pointer)
    return organisation
