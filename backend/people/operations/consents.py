"""What a program is given once it has proved who it is: codes and tokens, of each its digest."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from backend.audit.models import AUDITORS
from backend.audit.unit import Unit
from backend.errors import Conflict, NotVisible
from backend.people.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    Consent,
    Profile,
    RefreshToken,
)
from backend.people.operations.credentials import TOKEN_DAYS, digest_of
from backend.people.policy import refuse_clients, require_administrator

CODE_LIFE: Final = timedelta(seconds=60)
ACCESS_LIFE: Final = timedelta(minutes=15)
# As long as a token that a person issues for themselves: then they are asked again.
CONSENT_LIFE: Final = timedelta(days=TOKEN_DAYS)


class ConsentWithdrawn(Conflict):
    """The consent was withdrawn already, and with it all that the tool was given."""

    code = "consent_withdrawn"
    title = "The consent is withdrawn already"
    remedy = "Nothing is needed: the tool acts for nobody by it any more."


def withdraw_consent(unit: Unit, *, consent_id: UUID) -> Consent:
    """At once, with every token that stems from it. One's own; the administrator may withdraw
    anyone's in the partnership.
    """
    # Before its tokens, as whoever renews one does: what is renewed at this moment ends too.
    rows = Consent.objects.select_for_update(of=("self",)).select_related("client", "profile")
    consent = rows.filter(id=consent_id, partnership_id=unit.by.partnership_id).first()
    if consent is None:
        raise NotVisible
    refuse_clients(unit.by, "withdraw a consent")
    standing = None
    if consent.profile.actor_id != unit.by.id:
        standing = require_administrator(unit.by, "withdraw someone else's consent")
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn("This consent was withdrawn already.")
    consent.withdrawn_at = unit.at
    RefreshToken.revoke_family(consent.id)
    return unit.record("consent.withdrawn", consent, org=standing.org if standing else None)


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
    """Their consent with it: whom they let act for them is for themselves and auditors to read."""
    consent = Consent(
        # Of the code too, before either is saved.
        id=unit.new_id(),
        partnership_id=client.partnership_id,
        audience=AUDITORS,
        client=client,
        profile_id=profile_id,
        scopes=sorted(scope.split()),
        given_at=unit.at,
        ends_at=unit.at + CONSENT_LIFE,
    )
    unit.record("consent.given", consent)
    return AuthorizationCode.objects.create(
        id=consent.id,
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
    unit: Unit, *, access_token: AccessToken, secret: str, consent: Consent
) -> RefreshToken:
    return RefreshToken.objects.create(
        id=unit.new_id(),
        application=access_token.application,
        profile=access_token.profile,
        access_token=access_token,
        token="",
        token_checksum=digest_of(secret),
        token_family=consent.id,
        ends_at=consent.ends_at,
    )
