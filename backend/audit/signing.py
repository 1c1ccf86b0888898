"""Signed notes (C2SP signed-note): Ed25519 over a text, under a named key.

Every log has its own key name, its origin; the keys behind the names are the deployment's.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.audit.seeds import keys

ED25519 = b"\x01"


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
        """The signed text, once a signature of this key over it was found.

        Lines of other keys and of other kinds, such as a witness's cosignature, are passed over.
        """
        text, gap, signatures = note.rpartition("\n\n")
        signed = text + "\n"
        for line in signatures.split("\n") if gap else ():
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
        return sign(text, [self])

    def line(self, text: str) -> str:
        content = self.verifier.hash + self.key.sign(text.encode())
        return f"\N{EM DASH} {self.name} {b64encode(content).decode()}\n"


def sign(text: str, signers: Iterable[Signer]) -> str:
    """One note with a line of each, in their order."""
    return f"{text}\n{''.join(one.line(text) for one in signers)}"


def signers_for(origin: str) -> list[Signer]:
    """With each key this deployment has, oldest first; which of them sign is the log's to say."""
    return [Signer(origin, key) for key in keys()]


def signer_for(origin: str) -> Signer:
    """With the oldest: the one of a log in which no key was ever introduced or retired."""
    return signers_for(origin)[0]
