"""What a program is given once it has proved who it is: codes and tokens, of each its digest."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.audit.unit import Unit
from backend.people.models import AccessToken, AuthorizationCode, Client, Profile, RefreshToken
from backend.people.operations.credentials import TOKEN_DAYS, digest_of

CODE_LIFE: Final = timedelta(seconds=60)
ACCESS_LIFE: Final = timedelta(minutes=15)
# As long as a token that a person issues for themselves: then they are asked again.
CONSENT_LIFE: Final = timedelta(days=TOKEN_DAYS)


def issue_authorization_code(
    unit: Unit,
    *,
    client: Client,
    profile_id: UUID,
    secret: str,
    redirect_uri: str,
    scope: str,
    challenge: str,
) -> AuthorizationCode:
    return AuthorizationCode.objects.create(
        id=unit.new_id(),
        application=client,
        profile_id=profile_id,
        code=digest_of(secret),
        redirect_uri=redirect_uri,
        scope=scope,
        code_challenge=challenge,
        code_challenge_method=AuthorizationCode.CODE_CHALLENGE_S256,
        expires=unit.at + CODE_LIFE,
    )


def spend_authorization_code(unit: Unit, *, code: AuthorizationCode) -> None:
    """The row is locked: of two that come at once, the second finds it spent."""
    code.used_at = unit.at
    code.save(update_fields=["used_at"])


def issue_access_token(
    unit: Unit,
    *,
    client: Client,
    profile: Profile,
    secret: str,
    scope: str,
    source: RefreshToken | None,
) -> AccessToken:
    return AccessToken.objects.create(
        id=unit.new_id(),
        application=client,
        profile=profile,
        token="",
        token_checksum=digest_of(secret),
        scope=scope,
        expires=unit.at + ACCESS_LIFE,
        source_refresh_token=source,
    )


def issue_refresh_token(
    unit: Unit, *, access_token: AccessToken, secret: str, consent: UUID, ends_at: datetime
) -> RefreshToken:
    """`consent` is the id of the code that all of its family stem from."""
    return RefreshToken.objects.create(
        id=unit.new_id(),
        application=access_token.application,
        profile=access_token.profile,
        access_token=access_token,
        token="",
        token_checksum=digest_of(secret),
        token_family=consent,
        ends_at=ends_at,
    )
