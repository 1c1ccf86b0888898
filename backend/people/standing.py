"""Whether those who listen still may, and what they may see by now: asked for all at once."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from backend.people.identity import Identity, identify
from backend.people.models import AccessToken, Grant, Profile, StreamTicket, Token
from backend.people.roles import role_of_permission
from backend.people.sight import audiences_of, organisations_in

Key = tuple[UUID | None, UUID | None]
Standings = dict[Key, Identity]


def key_of(reader: Identity) -> Key:
    return reader.profile_id, reader.credential_id


def stand(readers: Collection[Identity], at: datetime) -> Standings:
    """Each of one partnership's readers as they stand now; whoever is missing may read no more.

    A fixed number of queries however many they are, and a few more for each who may now read
    something else than before.
    """
    admitted = _admitted(readers, at)
    held = _held(admitted, at)
    seen = audiences_of({on for one in admitted for on in organisations_in(held[one.id])})
    return {
        key_of(one): one if _is_unchanged(one, held[one.id], seen) else _anew(one, at)
        for one in admitted
    }


def present(*, partnership_id: UUID, actor_id: UUID, at: datetime) -> Identity | None:
    """Whoever asked for what is done later, with what they hold by then; None: they have left. By
    what credential they asked is over with their request.
    """
    profile = (
        Profile.objects.select_related("actor")
        .filter(
            partnership_id=partnership_id,
            actor_id=actor_id,
            ended_at=None,
            actor__is_active=True,
        )
        .first()
    )
    return None if profile is None else identify(profile, at=at, scopes=frozenset())


def _is_unchanged(
    reader: Identity, held: set[tuple[str, UUID]], seen: dict[UUID, set[str]]
) -> bool:
    through = set[str]().union(*(seen[on] for on in organisations_in(held) if on in seen))
    return held == reader.held and through == reader.through


def _admitted(readers: Collection[Identity], at: datetime) -> list[Identity]:
    profiles = set(
        Profile.objects.filter(
            id__in={one.profile_id for one in readers}, ended_at=None, actor__is_active=True
        ).values_list("id", flat=True)
    )
    good = _good_credentials({one.credential_id for one in readers if one.credential_id}, at)
    return [one for one in readers if one.profile_id in profiles and one.credential_id in good]


def _good_credentials(ids: set[UUID], at: datetime) -> set[UUID | None]:
    live_tokens = Token.objects.filter(expires_at__gt=at, revoked_at=None)
    of_clients = AccessToken.objects.filter(expires__gt=at, application__revoked_at=None)
    # A ticket's own life is that of its first frame; the socket lives as long as its source.
    tickets = StreamTicket.objects.filter(
        Q(token=None) | Q(token__in=live_tokens),
        Q(access_token=None) | Q(access_token__in=of_clients),
        ended_at=None,
    )
    return {
        None,
        *live_tokens.filter(id__in=ids).values_list("id", flat=True),
        *of_clients.filter(id__in=ids).values_list("id", flat=True),
        *tickets.filter(id__in=ids).values_list("id", flat=True),
    }


def _held(readers: Collection[Identity], at: datetime) -> dict[UUID, set[tuple[str, UUID]]]:
    rows = Grant.grants.valid(at).filter(
        user_id__in={one.id for one in readers},
        appointment__partnership_id__in={one.partnership_id for one in readers},
    )
    held: dict[UUID, set[tuple[str, UUID]]] = defaultdict(set)
    for actor_id, codename, on in rows.values_list("user_id", "permission__codename", "object_pk"):
        role = role_of_permission(codename)
        if role is not None:
            held[actor_id].add((role.name, UUID(on)))
    return held


def _anew(reader: Identity, at: datetime) -> Identity:
    profile = Profile.objects.select_related("actor").get(
        actor_id=reader.id, partnership_id=reader.partnership_id
    )
    return identify(
        profile,
        at=at,
        scopes=reader.scopes,
        credential_id=reader.credential_id,
        client_id=reader.client_id,
    )
