"""OAuth 2 as far as it is safe (RFC 9700): a system's own secret, a person's consent by a code that
is bound to whoever asked for it (PKCE with S256), and renewal. No other grant is known here.
"""

import re
from typing import Final

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.common import Request
from oauthlib.oauth2 import (
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    ClientCredentialsGrant,
    RefreshTokenGrant,
    RevocationEndpoint,
    TokenEndpoint,
)
from oauthlib.oauth2.rfc6749.errors import (
    InvalidRequestError,
    UnsupportedCodeChallengeMethodError,
)

from backend.people.oauth.secrets import new_access_token, new_refresh_token
from backend.people.oauth.validator import Validator
from backend.people.operations.consents import ACCESS_LIFE

SECONDS: Final = int(ACCESS_LIFE.total_seconds())
# A SHA-256 in Base64 for addresses, without padding (RFC 7636, section 4.2).
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
# What a program may say in a body; all else is overlooked (RFC 6749, section 3.2).
SAID: Final = frozenset(
    (
        "client_id",
        "client_secret",
        "code",
        "code_verifier",
        "grant_type",
        "redirect_uri",
        "refresh_token",
        "scope",
        "token",
        "token_type_hint",
    )
)


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):  # type: ignore[misc]  # no types
    def __init__(self, validator: Validator) -> None:
        code = AuthorizationCodeGrant(validator, pre_auth=[only_s256])
        bearer = BearerToken(validator, new_access_token, SECONDS, new_refresh_token)
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            response_types={"code": code},
            default_token_type=bearer,
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            grant_types={
                "authorization_code": code,
                "client_credentials": ClientCredentialsGrant(validator),
                "refresh_token": RefreshTokenGrant(validator),
            },
            default_token_type=bearer,
        )
        RevocationEndpoint.__init__(self, validator)


class Core(OAuthLibCore):  # type: ignore[misc]  # no types
    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        """The toolkit keeps what it finds out among what was sent, and would take one for the
        other.
        """
        return [(name, value) for name, value in super().extract_body(request) if name in SAID]


def core_of(validator: Validator) -> OAuthLibCore:
    """One request's."""
    return Core(Server(validator))


def only_s256(request: Request) -> dict[str, object]:
    """A challenge that names no method would be the verifier itself, for all to read."""
    if request.code_challenge is None:
        return {}
    if request.code_challenge_method != "S256":
        raise UnsupportedCodeChallengeMethodError(request=request)
    if not CHALLENGE.fullmatch(request.code_challenge):
        raise InvalidRequestError(
            description="The code_challenge is no SHA-256 in Base64url.", request=request
        )
    return {}
