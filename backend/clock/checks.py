"""What Django's system checks say of the worker."""

from typing import Any  # the checks framework hands over whatever it was given

from django.conf import settings
from django.core.checks import CheckMessage, Error

PLACES = ("in-process", "separate")


def worker_has_a_place(**kwargs: Any) -> list[CheckMessage]:
    """A misspelt place would leave every reminder unsent, and nobody would notice."""
    if settings.WORKER in PLACES:
        return []
    return [Error(f"WORKER must be one of: {', '.join(PLACES)}.", id="clock.E001")]
