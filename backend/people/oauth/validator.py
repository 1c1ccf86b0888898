"""What the toolkit asks of the record while it answers one request, and what it keeps there."""

from datetime import datetime
from typing import Any  # the toolkit has no types, and hands over whatever was sent

from django.db.models import QuerySet
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request

from backend.api.fields import read_uuid
from backend.audit.unit import Unit
from backend.people.identity import Identity
from backend.people.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    ClientAccess,
    Consent,
    Profile,
    RefreshToken,
)
from backend.people.operations.clients import is_use_noted, note_client_use
from backend.people.operations.consents import (
    issue_access_token,
    issue_authorization_code,
    issue_refresh_token,
    spend_authorization_code,
)
from backend.people.operations.credentials import digest_of


class Validator(OAuth2Validator):  # type: ignore[misc]  # the toolkit has no types
    """Of one request: what it finds it locks, and what it writes it writes in that request's unit.

    Without a unit it only looks. `person` is who is asked for their consent.
    """

    def __init__(self, at: datetime, unit: Unit | None = None, person: Identity | None = None):
        super().__init__()
        self._at = at
        self._unit = unit
        self._person = person
        self._code: AuthorizationCode | None = None
        self._consent: Consent | None = None
        # Whose rights the tokens of this request will carry.
        self._profile: Profile | None = None

    # Clients

    def _load_application(self, client_id: str | None, request: Request) -> Client | None:
        if not isinstance(request.client, Client) or request.client.client_id != client_id:
            request.client = self._client(client_id or "")
        client: Client | None = request.client
        return client

    def _client(self, client_id: str) -> Client | None:
        row_id = read_uuid(client_id)
        if row_id is None:
            return None
        rows = Client.objects.select_related("access", "profile__actor")
        if self._person is not None:
            rows = rows.filter(partnership_id=self._person.partnership_id)
        client = rows.filter(id=row_id, revoked_at=None).first()
        if client is None or (client.profile is not None and not _is_living(client.profile)):
            return None
        return client

    def _authenticate_basic_auth(self, request: Request) -> bool:
        """Letters that Base64 has none of are no credentials: the toolkit would break at them."""
        sent = self._extract_basic_auth(request) or ""
        return sent.isascii() and bool(super()._authenticate_basic_auth(request))

    def _check_secret(self, provided_secret: str, stored_secret: ClientAccess) -> bool:
        return stored_secret.admits(digest_of(provided_secret), self._at)

    # Codes

    def _create_authorization_code(
        self, request: Request, code: dict[str, str], expires: None = None
    ) -> AuthorizationCode:
        assert self._unit is not None
        assert self._person is not None
        assert self._person.profile_id is not None
        return issue_authorization_code(
            self._unit,
            client=request.client,
            profile_id=self._person.profile_id,
            secret=code["code"],
            redirect_uri=request.redirect_uri,
            scope=" ".join(request.scopes),
            challenge=request.code_challenge,
        )

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        codes = AuthorizationCode.objects.filter(code=digest_of(code))
        if not self._finds_consent(codes.values("id")):
            return False
        # Locked: of two that come with it at once, the second finds it spent.
        rows = AuthorizationCode.objects.select_for_update(of=("self",))
        held = (
            rows.select_related("profile__actor")
            .filter(code=digest_of(code), application=client, expires__gt=self._at)
            .first()
        )
        if held is None or not _is_living(held.profile):
            return False
        if held.used_at is not None:
            # Who of the two was the right one is not known: neither goes on.
            RefreshToken.revoke_family(held.id)
            return False
        self._code, self._profile = held, held.profile
        request.scopes = held.scope.split()
        request.user = held.user
        return True

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return self._code.code_challenge if self._code is not None else None

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:
        return self._code.code_challenge_method if self._code is not None else None

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, *args: Any, **kwargs: Any
    ) -> bool:
        return self._code is not None and bool(self._code.redirect_uri_allowed(redirect_uri))

    def invalidate_authorization_code(self, *args: Any, **kwargs: Any) -> None:
        assert self._unit is not None
        assert self._code is not None
        spend_authorization_code(self._unit, code=self._code)

    # Tokens

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        tokens = RefreshToken.objects.filter(token_checksum=digest_of(refresh_token))
        if not self._finds_consent(tokens.values("token_family")):
            return False
        # Locked before it is looked at: of two that come with it at once, the second finds it used.
        rows = RefreshToken.objects.select_for_update(of=("self",)).select_related("profile__actor")
        held = rows.filter(token_checksum=digest_of(refresh_token), application=client).first()
        if held is None or held.ends_at <= self._at or not _is_living(held.profile):
            return False
        self._profile = held.profile
        return bool(super().validate_refresh_token(refresh_token, client, request))

    def _finds_consent(self, ids: QuerySet[Any, Any]) -> bool:
        """Locked, and before what stems from it: whoever withdraws it leaves nothing new behind."""
        rows = Consent.objects.select_for_update().filter(id__in=ids, withdrawn_at=None)
        self._consent = rows.first()
        return self._consent is not None

    def _check_and_set_request_resource(self, request: Request) -> None:
        """RFC 8707: there is one resource here, whichever is named."""

    def _create_access_token(
        self,
        expires: datetime,
        request: Request,
        token: dict[str, str],
        source_refresh_token: RefreshToken | None = None,
    ) -> AccessToken:
        """`expires` is by another clock than the unit's."""
        assert self._unit is not None
        client: Client = request.client
        profile = self._profile or client.profile
        assert profile is not None
        if not is_use_noted(client, self._at):
            note_client_use(self._unit, client=client)
        return issue_access_token(
            self._unit,
            client=client,
            profile=profile,
            secret=token["access_token"],
            scope=token["scope"],
            source=source_refresh_token,
        )

    def _create_refresh_token(
        self,
        request: Request,
        refresh_token_code: str,
        access_token: AccessToken,
        previous_refresh_token: RefreshToken | None,
    ) -> RefreshToken:
        assert self._unit is not None
        assert self._consent is not None
        return issue_refresh_token(
            self._unit,
            access_token=access_token,
            secret=refresh_token_code,
            consent=self._consent,
        )


def _is_living(profile: Profile) -> bool:
    return profile.ended_at is None and profile.actor.is_active
