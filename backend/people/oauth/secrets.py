"""What is handed out over OAuth 2: 256 random bits, behind letters by which a leak is found."""

import secrets
from typing import Final

from oauthlib.common import Request

ACCESS_PREFIX: Final = "aco_"
REFRESH_PREFIX: Final = "acr_"


def new_access_token(request: Request) -> str:
    return ACCESS_PREFIX + secrets.token_urlsafe(32)


def new_refresh_token(request: Request) -> str:
    return REFRESH_PREFIX + secrets.token_urlsafe(32)
