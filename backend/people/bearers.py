"""The credential that a secret is, as every request asks for it: with its profile and actor, of
which no more is loaded than an identity is made of.
"""

from datetime import datetime
from typing import Any, Final  # Any: columns
from uuid import UUID

from django.db.models import CharField, DateTimeField

from backend.api.prepared import Given, Prepared, row_of
from backend.people.models import AccessToken, Actor, Client, ClientAccess, Profile, Token
from backend.people.operations.credentials import digest_of

_PROFILE: Final = (
    "profile_id",
    "profile__partnership_id",
    "profile__organisation_id",
    "profile__actor_id",
    "profile__actor__kind",
)
_PRESENT: Final[dict[str, Any]] = {"profile__ended_at": None, "profile__actor__is_active": True}
_TOKENS: Final = Prepared(
    lambda: Token.objects.filter(
        digest=Given("digest", CharField()),
        expires_at__gt=Given("at", DateTimeField()),
        revoked_at=None,
        **_PRESENT,
    ).values_list("id", "scopes", "last_used_at", *_PROFILE)
)
_ACCESS_TOKENS: Final = Prepared(
    lambda: AccessToken.objects.filter(
        token_checksum=Given("digest", CharField()),
        expires__gt=Given("at", DateTimeField()),
        application__revoked_at=None,
        **_PRESENT,
    ).values_list("id", "scope", "application_id", "application__access__last_used_at", *_PROFILE)
)


def live_token(secret: str, at: datetime) -> Token | None:
    for token_id, scopes, used_at, *profile in _TOKENS(digest=digest_of(secret), at=at):
        return row_of(
            Token, id=token_id, scopes=scopes, last_used_at=used_at, profile=_profile(*profile)
        )
    return None


def live_access_token(secret: str, at: datetime) -> AccessToken | None:
    """Its client with it, and when that was last used."""
    for token_id, scope, client_id, used_at, *profile in _ACCESS_TOKENS(
        digest=digest_of(secret), at=at
    ):
        client = row_of(Client, id=client_id)
        client.access = row_of(ClientAccess, client_id=client_id, last_used_at=used_at)
        return row_of(
            AccessToken, id=token_id, scope=scope, application=client, profile=_profile(*profile)
        )
    return None


def _profile(
    profile_id: UUID, partnership_id: UUID, organisation_id: UUID | None, actor_id: UUID, kind: str
) -> Profile:
    return row_of(
        Profile,
        id=profile_id,
        partnership_id=partnership_id,
        organisation_id=organisation_id,
        actor=row_of(Actor, id=actor_id, kind=kind),
    )
