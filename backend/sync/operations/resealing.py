from dataclasses import dataclass
from typing import Final

from cryptography.fernet import InvalidToken
from django.db.models import Q

from backend.audit.unit import Unit
from backend.sync.models import WebhookSecret
from backend.sync.sealing import reseal

# Secrets in one unit.
RESEALED_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Resealed:
    count: int = 0
    # As many are left as they were: none of the keys opens them.
    closed: int = 0
    # Where to go on; None: there are no more.
    last: int | None = None


def reseal_webhook_secrets(unit: Unit, *, after: int) -> Resealed:
    """Of those that still sign, some behind that one. What has ended is opened no more."""
    good = WebhookSecret.objects.filter(Q(ends_at=None) | Q(ends_at__gt=unit.at), id__gt=after)
    rows = good.select_for_update(of=("self",), no_key=True).order_by("id")
    secrets = list(rows[:RESEALED_AT_ONCE])
    count = sum(_is_resealed(one) for one in secrets)
    return Resealed(count, len(secrets) - count, secrets[-1].id if secrets else None)


def _is_resealed(secret: WebhookSecret) -> bool:
    try:
        secret.sealed = reseal(secret.sealed)
    except InvalidToken:
        return False
    secret.save(update_fields=["sealed"])
    return True
