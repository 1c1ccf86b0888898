"""Standard Webhooks 1.0.0: what its headers say, and how they are signed."""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32


def new_secret() -> str:
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(event: UUID, at: datetime, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """One signature for each secret: whichever of them the receiver knows verifies."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((str(event).encode(), stamp.encode(), body))
    return {
        "webhook-id": str(event),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in keys),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
