"""Signing in: a bearer token, be it someone's own or given over OAuth 2, or a session cookie with
its CSRF token. Each is bound to one partnership. Bearer stands first, so that a missing credential
is answered with a challenge.
"""

from base64 import b64decode
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.contrib.auth import get_user
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.api.problems import CHALLENGE
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.errors import NotAllowed
from backend.people.bearers import live_access_token, live_token
from backend.people.identity import Identity, identify
from backend.people.models import Profile, Token
from backend.people.oauth.secrets import ACCESS_PREFIX
from backend.people.operations.clients import is_use_noted, note_client_use
from backend.people.operations.credentials import TOKEN_PREFIX, USE_GRAIN, note_token_use
from backend.people.scopes import EVERY_SCOPE, only_read

SESSION_PROFILE: Final = "profile"
BASIC_CHALLENGE: Final = 'Basic realm="accord", charset="UTF-8"'


class TokenNotReadOnly(NotAllowed):
    """Programs keep a password, and pass it on with their files: one that changes nothing."""

    code = "token_not_read_only"
    title = "The token is not for reading alone"
    remedy = "Issue a token with read scopes alone, and give that one as the password."

    def __init__(self, scopes: list[str]) -> None:
        super().__init__(
            f"As a password a token with read scopes alone is taken; this one can do more: "
            f"{', '.join(scopes)}. Issue one that only reads."
        )


def identity_of_bearer(header: str, at: datetime) -> Identity:
    """Of an Authorization header's value. Raises AuthenticationFailed, whatever the reason:
    which of them it was is not the caller's to know.
    """
    word, _, secret = header.partition(" ")
    if word.lower() != "bearer":
        raise AuthenticationFailed
    if secret.startswith(ACCESS_PREFIX):
        return _identity_of_client(secret, at)
    return _identity_by(_token_of(secret, at), at)


def identity_of_password(header: str, at: datetime) -> Identity:
    """The same of HTTP Basic (RFC 7617), the token being the password; the user name is whatever
    the program asks a person for. Raises TokenNotReadOnly too.
    """
    try:
        pair = b64decode(header.partition(" ")[2], validate=True).decode()
    except ValueError:
        raise AuthenticationFailed from None
    token = _token_of(pair.partition(":")[2], at)
    beyond = [scope for scope in token.scopes if not only_read(scope)]
    if beyond:
        raise TokenNotReadOnly(beyond)
    return _identity_by(token, at)


def _token_of(secret: str, at: datetime) -> Token:
    token = live_token(secret, at) if secret.startswith(TOKEN_PREFIX) else None
    if token is None:
        raise AuthenticationFailed
    return token


def _identity_by(token: Token, at: datetime) -> Identity:
    identity = identify(
        token.profile, at=at, scopes=frozenset(token.scopes), credential_id=token.id
    )
    if token.last_used_at is None or at - token.last_used_at >= USE_GRAIN:
        with unit_of_work(by=identity, at=at) as unit:
            note_token_use(unit, token=token)
    return identity


def _identity_of_client(secret: str, at: datetime) -> Identity:
    token = live_access_token(secret, at)
    if token is None:
        raise AuthenticationFailed
    client = token.application
    identity = identify(
        token.profile,
        at=at,
        scopes=frozenset(token.scope.split()),
        credential_id=token.id,
        client_id=client.client_id,
    )
    if not is_use_noted(client, at):
        with unit_of_work(by=identity, at=at) as unit:
            note_client_use(unit, client=client)
    return identity


def identity_of_session(request: HttpRequest, at: datetime) -> Identity | None:
    """None when nobody is signed in; a changed password ends every session."""
    profile_id = request.session.get(SESSION_PROFILE)
    if profile_id is None:
        return None
    user = get_user(request)
    if user.pk is None:
        return None
    profile = (
        Profile.objects.select_related("actor")
        .filter(id=UUID(profile_id), actor_id=user.pk, ended_at=None, actor__is_active=True)
        .first()
    )
    return None if profile is None else identify(profile, at=at, scopes=EVERY_SCOPE)


class BearerSignIn(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Identity, None] | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        return identity_of_bearer(header, now()), None

    def authenticate_header(self, request: Request) -> str:
        sent = request.headers.get("Authorization") is not None
        return f'{CHALLENGE}, error="invalid_token"' if sent else CHALLENGE


class PasswordSignIn(BearerSignIn):
    """A bearer token, or one that only reads as the password of HTTP Basic: for programs that keep
    passwords but no headers.
    """

    def authenticate(self, request: Request) -> tuple[Identity, None] | None:
        header = request.headers.get("Authorization", "")
        if header.partition(" ")[0].lower() != "basic":
            return super().authenticate(request)
        return identity_of_password(header, now()), None

    def authenticate_header(self, request: Request) -> str:
        # Basic first: some programs read no further than the first.
        return f"{BASIC_CHALLENGE}, {super().authenticate_header(request)}"


class SessionSignIn(SessionAuthentication):
    """Asks for the CSRF token on every unsafe request; a request with a bearer token never
    reaches this.
    """

    def authenticate(self, request: Request) -> tuple[Identity, None] | None:
        identity = identity_of_session(request._request, now())
        if identity is None:
            return None
        # Django's own request: the check looks for a form, and DRF's would have to parse the body.
        self.enforce_csrf(cast("Request", request._request))
        return identity, None
