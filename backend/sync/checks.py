"""What Django's system checks say of telling partner systems."""

from typing import Any  # the checks framework hands over whatever it was given

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error


def webhooks_leave_the_machine(**kwargs: Any) -> list[CheckMessage]:
    """Before a deployment alone: on a developer's machine it may be so."""
    if not settings.WEBHOOK_ALLOW_LOOPBACK:
        return []
    return [
        Error(
            "WEBHOOK_ALLOW_LOOPBACK is for development: whoever registers an endpoint could reach "
            "what listens on this machine alone.",
            id="sync.E001",
        )
    ]


def webhook_keys_are_keys(**kwargs: Any) -> list[CheckMessage]:
    """Else nothing could be signed, which would show only when something is to be told."""
    try:
        for key in settings.WEBHOOK_KEYS:
            Fernet(key)
    except ValueError:
        return [Error("WEBHOOK_KEYS must be Fernet keys: 32 bytes in base64.", id="sync.E002")]
    return []
