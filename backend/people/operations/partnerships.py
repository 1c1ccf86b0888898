from uuid import UUID

from backend.audit.models import Log
from backend.audit.unit import Unit
from backend.people.models import Actor, Partnership, Profile
from backend.people.operations.appointments import give_role
from backend.people.roles import RoleName


def found_partnership(
    unit: Unit, *, slug: str, name: str, origin: str, founder: str
) -> Partnership:
    """The first entry of a new log. The acting actor becomes its first administrator, known
    there under the name `founder`.
    """
    log = Log.objects.create(id=unit.new_id(), origin=origin)
    partnership = Partnership(id=log.id, slug=slug, name=name, kept_in=log)
    unit.record("partnership.founded", partnership)
    actor = Actor.objects.get(id=unit.by.id)
    profile = Profile(partnership=partnership, actor=actor, name=founder)
    unit.record("profile.added", profile)
    give_role(
        unit,
        actor=actor,
        role=RoleName.ADMINISTRATOR,
        partnership_id=partnership.id,
        on_id=partnership.id,
        starts_at=unit.at,
    )
    return partnership


def deployment_actor(*, actor_id: UUID, kind: str, sign_in: str) -> Actor:
    """Credentials belong to the deployment: no partnership's log tells of them."""
    actor, _ = Actor.objects.get_or_create(
        sign_in=sign_in, defaults={"id": actor_id, "kind": kind, "password": "!"}
    )
    return actor
