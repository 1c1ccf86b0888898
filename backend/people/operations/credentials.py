import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotAllowed, NotVisible
from backend.people.models import ActorKind, Profile, StreamTicket, Token
from backend.people.policy import refuse_clients, require_administrator

TOKEN_PREFIX: Final = "acc_"  # noqa: S105 - what every token begins with, so that leaks are found
TOKEN_DAYS: Final = 90
TICKET_LIFE: Final = timedelta(seconds=30)
# A token's last use is kept to this grain, so that reading does not become writing.
USE_GRAIN: Final = timedelta(minutes=10)


class TokenRevoked(Conflict):
    """The token is already revoked."""

    code = "token_revoked"


@dataclass(frozen=True)
class IssuedToken:
    """A token and its secret, which is shown now and never again."""

    token: Token
    secret: str


@dataclass(frozen=True)
class IssuedTicket:
    ticket: StreamTicket
    secret: str


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(
    unit: Unit, *, profile_id: UUID, name: str, scopes: list[str], expires_at: datetime
) -> IssuedToken:
    """For oneself, never with more scopes than one came with; the administrator may issue a
    partner system's.
    """
    refuse_clients(unit.by, "issue a token")
    profile = profile_for_tokens(unit, profile_id=profile_id)
    _refuse_bad_token(unit, scopes, expires_at)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        id=unit.new_id(),
        profile=profile,
        name=name,
        prefix=secret[:12],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_at=unit.at,
        expires_at=expires_at,
    )
    return IssuedToken(token, secret)


def profile_for_tokens(unit: Unit, *, profile_id: UUID) -> Profile:
    """Raises InputRefused, or NotAllowed when it is neither one's own nor a system's. Locked: no
    token is named by someone while they are erased.
    """
    profile = (
        Profile.objects.visible_to(unit.by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("actor")
        .filter(id=profile_id, ended_at=None)
        .first()
    )
    if profile is None:
        sentence = "No person or partner system has this id. Check it."
        raise InputRefused([Fault("unknown_reference", sentence, "#/profile")])
    if profile.actor_id == unit.by.id:
        return profile
    if profile.actor.kind != ActorKind.SYSTEM:
        raise NotAllowed("People issue their own tokens. Ask them to.")
    require_administrator(unit.by, "issue a partner system's token")
    return profile


def scopes_not_held(unit: Unit, *, scopes: list[str]) -> list[Fault]:
    """Nobody passes on what they came without."""
    return [
        Fault("scope_not_held", f"You do not hold the scope {scope} yourself.", f"#/scopes/{at}")
        for at, scope in enumerate(scopes)
        if scope not in unit.by.scopes
    ]


def _refuse_bad_token(unit: Unit, scopes: list[str], expires_at: datetime) -> None:
    faults = scopes_not_held(unit, scopes=scopes)
    if not unit.at < expires_at <= unit.at + timedelta(days=TOKEN_DAYS):
        faults.append(
            Fault(
                "out_of_range",
                f"Enter a time within the next {TOKEN_DAYS} days.",
                "#/expires_at",
            )
        )
    if faults:
        raise InputRefused(faults)


def revoke_token(unit: Unit, *, token_id: UUID) -> Token:
    """At once. One's own; the administrator may revoke anyone's in the partnership."""
    token = (
        Token.objects.select_for_update()
        .select_related("profile")
        .filter(id=token_id, profile__partnership_id=unit.by.partnership_id)
        .first()
    )
    if token is None:
        raise NotVisible
    refuse_clients(unit.by, "revoke a token")
    if token.profile.actor_id != unit.by.id:
        require_administrator(unit.by, "revoke someone else's token")
    if token.revoked_at is not None:
        raise TokenRevoked("This token is already revoked.")
    token.revoked_at = unit.at
    token.save(update_fields=["revoked_at"])
    return token


def note_token_use(unit: Unit, *, token: Token) -> None:
    Token.objects.filter(id=token.id).update(last_used_at=unit.at)


def issue_stream_ticket(unit: Unit) -> IssuedTicket:
    profile = Profile.objects.get(
        partnership_id=unit.by.partnership_id, actor_id=unit.by.id, ended_at=None
    )
    secret = secrets.token_urlsafe(32)
    is_of_client = bool(unit.by.client_id)
    ticket = StreamTicket.objects.create(
        id=unit.new_id(),
        profile=profile,
        token_id=None if is_of_client else unit.by.credential_id,
        access_token_id=unit.by.credential_id if is_of_client else None,
        digest=digest_of(secret),
        created_at=unit.at,
        expires_at=unit.at + TICKET_LIFE,
    )
    return IssuedTicket(ticket, secret)


def use_stream_ticket(unit: Unit, *, secret: str) -> StreamTicket | None:
    """The ticket, once, its profile and actor loaded; None when it is unknown, used, too old, or
    its bearer may no longer enter.
    """
    fresh = StreamTicket.objects.filter(
        digest=digest_of(secret), used_at=None, ended_at=None, expires_at__gt=unit.at
    )
    # One statement decides, so that two sockets cannot both be the first.
    if fresh.update(used_at=unit.at) != 1:
        return None
    return (
        StreamTicket.objects.select_related("profile__actor")
        .filter(digest=digest_of(secret), profile__ended_at=None, profile__actor__is_active=True)
        .first()
    )
