from typing import Final

from backend.api import fields
from backend.api.serializers import In, Out
from backend.people.models import ClientKind
from backend.people.scopes import Scope
from backend.people.serializers import RecordedOut

# Where a person's browser is sent back to: a site, or a program on their own machine (RFC 8252).
REDIRECT_URI: Final = (
    r"^(https://[A-Za-z0-9.-]{1,253}|http://127\.0\.0\.1|http://\[::1\])(:[0-9]{1,5})?"
    r"/[A-Za-z0-9._~!$&()*+,=:@%/-]{0,300}(\?[A-Za-z0-9._~!$&()*+,=:@%/?-]{0,200})?$"
)


class ScopedIn(In):
    name = fields.Char(max_length=100)
    scopes = fields.List(
        child=fields.Choice(choices=[scope.value for scope in Scope]), min_length=1, max_length=20
    )


class RegisterClientIn(ScopedIn):
    profile = fields.UUID(source="profile_id")

    example = {"name": "Housing performance system", "scopes": ["actions:read", "sync:write"]}


class RegisterToolIn(ScopedIn):
    redirect_uris = fields.List(
        child=fields.Char(
            max_length=800,
            pattern=REDIRECT_URI,
            form="an https address, or http on 127.0.0.1 or [::1]",
            sample="https://tool.example.org/callback",
        ),
        min_length=1,
        max_length=10,
    )

    example = {"name": "Action planner", "scopes": ["actions:read"]}


class ClientOut(RecordedOut):
    """Its `id` is its `client_id`. A tool has no profile: it acts as the person who lets it.

    `last_used_at` to within ten minutes; until `former_secret_until` the secret before the present
    one is taken too.
    """

    kind = fields.Choice(choices=ClientKind.choices)
    profile = fields.UUID(source="profile_id", allow_null=True)
    name = fields.Char(max_length=100)
    scopes = fields.List(child=fields.Char(max_length=40), max_length=20)
    redirect_uris = fields.List(child=fields.Char(max_length=800), max_length=10)
    revoked_at = fields.Instant(allow_null=True)
    last_used_at = fields.Instant(source="access.last_used_at", allow_null=True)
    former_secret_until = fields.Instant(source="access.former_until", allow_null=True)


class ClientSecretOut(Out):
    """`client_secret` is the secret itself: shown in this answer and never again."""

    client_secret = fields.Char(max_length=100)


class RevokeClientIn(In):
    reason = fields.Char(max_length=500, ask="Enter why the client is revoked")

    example = {"reason": "The system was replaced in March."}


class ConsentOut(RecordedOut):
    """`client` is the tool that acts for the person of `profile`, as far as both may."""

    client = fields.UUID(source="client_id")
    name = fields.Char(max_length=100, source="client.name")
    profile = fields.UUID(source="profile_id")
    scopes = fields.List(child=fields.Char(max_length=40), max_length=20)
    given_at = fields.Instant()
    ends_at = fields.Instant()
    withdrawn_at = fields.Instant(allow_null=True)
