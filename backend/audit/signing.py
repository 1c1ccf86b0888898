"""Signed notes (C2SP signed-note): Ed25519 over a text, under a named key.

Every log has its own key name, its origin; the key behind the names is one per deployment.
"""

import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

ED25519 = b"\x01"
SEED_SIZE = 32
FILE_NAME = "log-signing.key"


class NotSigned(ValueError):
    """The note carries no signature this key made over this text."""


@dataclass(frozen=True)
class Verifier:
    """A public key under a name: the same key under another name is another verifier."""

    name: str
    key: bytes

    @classmethod
    def from_text(cls, text: str) -> "Verifier":
        name, _, encoded = text.split("+", 2)
        verifier = cls(name, b64decode(encoded, validate=True)[1:])
        if str(verifier) != text:
            raise ValueError("The verifier key does not match its own hash.")
        return verifier

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{b64encode(ED25519 + self.key).decode()}"

    @property
    def hash(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    def text_of(self, note: str) -> str:
        """The signed text, once a signature of this key over it was found."""
        text, gap, signatures = note.rpartition("\n\n")
        signed = text + "\n"
        for line in signatures.splitlines() if gap else ():
            if self._made(line, signed):
                return signed
        raise NotSigned(f"No signature of {self.name} fits the text.")

    def _made(self, line: str, text: str) -> bool:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != "\N{EM DASH}" or name != self.name:
            return False
        try:
            content = b64decode(encoded, validate=True)
            Ed25519PublicKey.from_public_bytes(self.key).verify(content[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return content[:4] == self.hash


@dataclass(frozen=True)
class Signer:
    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note: the text, which must end its last line, and the signature below it."""
        content = self.verifier.hash + self.key.sign(text.encode())
        return f"{text}\n\N{EM DASH} {self.name} {b64encode(content).decode()}\n"


def signer_for(origin: str) -> Signer:
    configured = getattr(settings, "LOG_SIGNING_KEY", "")
    seed = b64decode(configured) if configured else _seed_in(Path(settings.STATE_DIR) / FILE_NAME)
    return Signer(origin, _key_from(seed))


@cache
def _key_from(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _seed_in(file: Path) -> bytes:
    if not file.exists():
        _create(file)
    return b64decode(file.read_text("ascii"))


def _create(file: Path) -> None:
    """Whole or not at all, and never over a key that stands: of two processes one wins."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(b64encode(secrets.token_bytes(SEED_SIZE)))
        target.flush()
        os.fsync(target.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
