import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, InputRefused, NotVisible, Stale
from backend.people.models import ActorKind, Client, ClientAccess, ClientKind, Profile
from backend.people.operations.credentials import USE_GRAIN, digest_of, scopes_not_held
from backend.people.policy import require_administrator

SECRET_PREFIX: Final = "acs_"  # noqa: S105 - what every secret begins with, so that leaks are found
# For so long the secret before the present one is taken: time to change it where it is kept.
GRACE: Final = timedelta(hours=24)


class ClientRevoked(Conflict):
    """The client was revoked, which is for good."""

    code = "client_revoked"
    remedy = "Register another client."


class NoSecret(Conflict):
    """A tool on people's own machines cannot keep a secret, so it has none."""

    code = "client_without_secret"
    remedy = "Nothing is needed: it proves itself anew for each person who lets it in."


@dataclass(frozen=True)
class IssuedSecret:
    """A client and its secret, which is shown now and never again."""

    client: Client
    secret: str


def register_client(unit: Unit, *, profile_id: UUID, name: str, scopes: list[str]) -> IssuedSecret:
    """For a partner's system, never with more scopes than one came with."""
    standing = require_administrator(unit.by, "register a client")
    profile, faults = _system(unit, profile_id)
    faults += scopes_not_held(unit, scopes=scopes)
    if faults:
        raise InputRefused(faults)
    client = Client(
        partnership_id=unit.by.partnership_id,
        kind=ClientKind.SYSTEM,
        profile=profile,
        name=name,
        scopes=sorted(set(scopes)),
    )
    unit.record("client.registered", client, org=standing.org)
    secret = _new_secret()
    ClientAccess.objects.create(client=client, digest=digest_of(secret))
    return IssuedSecret(client, secret)


def register_tool(unit: Unit, *, name: str, scopes: list[str], redirect_uris: list[str]) -> Client:
    """Without rights of its own: it acts as the person who lets it, within these scopes."""
    standing = require_administrator(unit.by, "register a tool")
    faults = scopes_not_held(unit, scopes=scopes)
    if faults:
        raise InputRefused(faults)
    tool = Client(
        partnership_id=unit.by.partnership_id,
        kind=ClientKind.TOOL,
        name=name,
        scopes=sorted(set(scopes)),
        redirect_uris=sorted(set(redirect_uris)),
    )
    unit.record("client.registered_as_tool", tool, org=standing.org)
    ClientAccess.objects.create(client=tool)
    return tool


def rotate_client_secret(unit: Unit, *, client_id: UUID, version: int) -> IssuedSecret:
    """The secret before it is taken for 24 hours more, and any before that no longer."""
    client = _locked(unit, client_id)
    standing = require_administrator(unit.by, "rotate a client's secret")
    _refuse_stale(client, version)
    if client.kind != ClientKind.SYSTEM:
        raise NoSecret("This is a tool on people's own machines: it has no secret to rotate.")
    secret = _new_secret()
    access = ClientAccess.objects.select_for_update().get(client=client)
    access.former_digest, access.former_until = access.digest, unit.at + GRACE
    access.digest = digest_of(secret)
    access.save(update_fields=["digest", "former_digest", "former_until"])
    unit.record("client.secret_rotated", client, org=standing.org)
    return IssuedSecret(client, secret)


def revoke_client(unit: Unit, *, client_id: UUID, version: int, reason: str) -> Client:
    """At once and for good, with every token it was given: none opens anything after this."""
    client = _locked(unit, client_id)
    standing = require_administrator(unit.by, "revoke a client")
    _refuse_stale(client, version)
    client.revoked_at = unit.at
    return unit.record("client.revoked", client, org=standing.org, reason=reason)


def note_client_use(unit: Unit, *, client: Client) -> None:
    ClientAccess.objects.filter(client=client).update(last_used_at=unit.at)


def is_use_noted(client: Client, at: datetime) -> bool:
    """Lately enough, so that reading does not become writing."""
    noted = client.access.last_used_at
    return noted is not None and at - noted < USE_GRAIN


def _system(unit: Unit, profile_id: UUID) -> tuple[Profile | None, list[Fault]]:
    seen = Profile.objects.visible_to(unit.by).select_related("actor")
    profile = seen.filter(id=profile_id, ended_at=None).first()
    if profile is None:
        sentence = "No partner system has this id. Check it."
        return None, [Fault("unknown_reference", sentence, "#/profile")]
    if profile.actor.kind != ActorKind.SYSTEM:
        sentence = "This is a person. A client acts as a partner system: name one."
        return None, [Fault("wrong_kind", sentence, "#/profile")]
    return profile, []


def _locked(unit: Unit, client_id: UUID) -> Client:
    rows = Client.objects.visible_to(unit.by).select_for_update(of=("self",))
    client: Client | None = rows.filter(id=client_id).first()
    if client is None:
        raise NotVisible
    return client


def _refuse_stale(client: Client, version: int) -> None:
    if client.version != version:
        raise Stale(client.version)
    if client.revoked_at is not None:
        raise ClientRevoked("This client was revoked. Register another.")


def _new_secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)
