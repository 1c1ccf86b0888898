"""Secrets at rest: readable to whoever signs with them, and to nobody who only has the database."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Keys made of one secret for several uses must not be the same.
PURPOSE = b"accord webhook secrets"


def seal(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises cryptography's InvalidToken when none of the keys is the one it was sealed with."""
    return _keys().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """By the key that seals now. Raises InvalidToken, as `unseal` does."""
    return _keys().rotate(sealed.encode()).decode()


def _keys() -> MultiFernet:
    """The first seals; all of them open, so that one can take another's place. That of SECRET_KEY
    is always among them: what was sealed before there were others must still sign.
    """
    return MultiFernet([Fernet(key) for key in (*settings.WEBHOOK_KEYS, _derived())])


def _derived() -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return urlsafe_b64encode(kdf.derive(settings.SECRET_KEY.encode()))
