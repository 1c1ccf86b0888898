from backend.audit.models import Log
from backend.audit.unit import Unit
from backend.people.models import ActorKind, Partnership, Profile
from backend.people.operations.appointments import give_role
from backend.people.operations.people import add_profile, enrol_actor
from backend.people.operator import OPERATOR
from backend.people.roles import RoleName


def found_partnership(
    unit: Unit, *, slug: str, name: str, origin: str, founder: str
) -> Partnership:
    """The first entry of a new log. The operator of the deployment becomes its first
    administrator, known there under the name `founder`.
    """
    log = Log.objects.create(id=unit.new_id(), origin=origin)
    partnership = Partnership(id=log.id, slug=slug, name=name, kept_in=log)
    unit.record("partnership.founded", partnership)
    actor = enrol_actor(unit, kind=ActorKind.SYSTEM, sign_in=OPERATOR, actor_id=unit.by.id)
    add_profile(unit, profile=Profile(partnership=partnership, actor=actor, name=founder))
    give_role(
        unit,
        actor=actor,
        role=RoleName.ADMINISTRATOR,
        partnership_id=partnership.id,
        on_id=partnership.id,
        starts_at=unit.at,
    )
    return partnership
