from backend.audit.unit import Unit
from backend.errors import NotVisible
from backend.people.models import Actor, Profile, StreamTicket


def sign_in(unit: Unit, *, partnership: str) -> Profile:
    """The acting person's place in the partnership of that slug; the session is bound to it.

    Raises NotVisible when they have none there: signing in never tells which partnerships exist.
    """
    profile = (
        Profile.objects.select_related("actor", "partnership")
        .filter(actor_id=unit.by.id, partnership__slug=partnership, ended_at=None)
        .first()
    )
    if profile is None:
        raise NotVisible
    Actor.objects.filter(id=unit.by.id).update(last_login=unit.at)
    return profile


def sign_out(unit: Unit) -> None:
    """The edge ends the session; the sockets opened from a session end here with it."""
    StreamTicket.objects.filter(
        profile__actor_id=unit.by.id,
        profile__partnership_id=unit.by.partnership_id,
        token=None,
        access_token=None,
        ended_at=None,
    ).update(ended_at=unit.at)
