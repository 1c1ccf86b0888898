"""Signing in: a bearer token, or a session cookie with its CSRF token. Both are bound to one
partnership. Bearer stands first, so that a missing credential is answered with a challenge.
"""

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
from backend.people.identity import Identity, identify
from backend.people.models import Profile, Token
from backend.people.operations.credentials import TOKEN_PREFIX, USE_GRAIN, digest_of, note_token_use
from backend.people.scopes import EVERY_SCOPE

SESSION_PROFILE: Final = "profile"


def identity_of_bearer(header: str, at: datetime) -> Identity:
    """Of an Authorization header's value. Raises AuthenticationFailed, whatever the reason:
    which of them it was is not the caller's to know.
    """
    word, _, secret = header.partition(" ")
    if word.lower() != "bearer" or not secret.startswith(TOKEN_PREFIX):
        raise AuthenticationFailed
    token = live_token(secret, at)
    if token is None:
        raise AuthenticationFailed
    identity = identify(
        token.profile, at=at, scopes=frozenset(token.scopes), credential_id=token.id
    )
    if token.last_used_at is None or at - token.last_used_at >= USE_GRAIN:
        with unit_of_work(by=identity, at=at) as unit:
            note_token_use(unit, token=token)
    return identity


def live_token(secret: str, at: datetime) -> Token | None:
    return (
        Token.objects.select_related("profile__actor")
        .filter(
            digest=digest_of(secret),
            expires_at__gt=at,
            revoked_at=None,
            profile__ended_at=None,
            profile__actor__is_active=True,
        )
        .first()
    )


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
