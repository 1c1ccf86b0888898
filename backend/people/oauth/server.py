"""OAuth 2 as far as it is safe (RFC 9700): a system's own secret, a person's consent by a code that
is bound to whoever asked for it (PKCE with S256), and renewal. No other grant is known here.
"""

from typing import Final

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
from oauthlib.oauth2.rfc6749.errors import UnsupportedCodeChallengeMethodError

from backend.people.oauth.secrets import new_access_token, new_refresh_token
from backend.people.oauth.validator import Validator
from backend.people.operations.consents import ACCESS_LIFE

SECONDS: Final = int(ACCESS_LIFE.total_seconds())


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


def core_of(validator: Validator) -> OAuthLibCore:
    """One request's."""
    return OAuthLibCore(Server(validator))


def only_s256(request: Request) -> dict[str, object]:
    """A challenge that names no method would be the verifier itself, for all to read."""
    if request.code_challenge is not None and request.code_challenge_method != "S256":
        raise UnsupportedCodeChallengeMethodError(request=request)
    return {}
