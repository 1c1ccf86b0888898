"""How often one may ask: so many times in a fixed window of a minute, of the clock's own minutes.

At the turn of a window someone may ask twice as often for a moment. It costs one number for each
who asks, and one round trip where several processes count together.
"""

from datetime import datetime
from math import ceil
from typing import Final

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from backend.audit.source import now
from backend.people.counting import current_counting
from backend.people.identity import Identity

WINDOW: Final = 60  # seconds


def seconds_to_wait(key: str, limit: int, at: datetime) -> int | None:
    """Counts this time too; None while it is within the limit. A limit of 0 is none at all."""
    if limit == 0:
        return None
    window, passed = divmod(at.timestamp(), WINDOW)
    if current_counting().add(key, int(window)) <= limit:
        return None
    return max(1, ceil(WINDOW - passed))


def address_of(request: HttpRequest) -> str:
    """Where it came from, past the proxies that are trusted to say so."""
    return str(get_client_ip_address(request) or "unknown")


class Limit(BaseThrottle):
    """Of each who asks; of each address, for those who come without a token that is accepted."""

    _seconds: int | None = None

    def allow_request(self, request: Request, view: object) -> bool:
        at = now()
        try:
            identity = request.user if request.successful_authenticator is not None else None
        except AuthenticationFailed:
            self._count_stranger(request, at)
            if self._seconds is None:
                raise
            return False
        if isinstance(identity, Identity):
            key = f"{identity.partnership_id}:{identity.id}:{identity.client_id}"
            self._seconds = seconds_to_wait(key, settings.RATE_LIMIT_PRINCIPAL, at)
        else:
            self._count_stranger(request, at)
        return self._seconds is None

    def wait(self) -> float | None:
        return self._seconds

    def _count_stranger(self, request: Request, at: datetime) -> None:
        key = f"address:{address_of(request._request)}"
        self._seconds = seconds_to_wait(key, settings.RATE_LIMIT_ANONYMOUS, at)
