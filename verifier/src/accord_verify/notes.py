"""C2SP signed notes: verifier keys, signatures by a log, timestamped cosignatures by witnesses."""

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
MOST_SIGNATURES = 64
LARGEST_NOTE = 1_000_000
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class Malformed(ValueError):
    """The text does not have the form of a note, a checkpoint or a key."""


def strict_base64(text: str) -> bytes:
    """One text for each value: bits that a lenient reader drops must be zero."""
    try:
        content = b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed(f"{text!r} is not base64") from error
    if b64encode(content).decode() != text:
        raise Malformed(f"{text!r} is not the base64 of anything")
    return content


@dataclass(frozen=True)
class Key:
    name: str
    id: bytes
    kind: int
    public: bytes

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}"


def read_key(text: str, kind: int) -> Key:
    """A verifier key of the given kind: an Ed25519 key of a log, or one of a witness."""
    found = KEY.fullmatch(text.strip())
    if found is None:
        raise Malformed(f"{text!r} is not a verifier key: name+id+base64")
    name, key_id, content = found[1], bytes.fromhex(found[2]), strict_base64(found[3])
    if content[:1] != bytes([kind]) or len(content) != 33:
        raise Malformed(f"{text!r} is not an Ed25519 key of type 0x{kind:02x}")
    if sha256(name.encode() + b"\n" + content).digest()[:4] != key_id:
        raise Malformed(f"{text!r} does not have the id that its name and key give")
    return Key(name, key_id, kind, content[1:])


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    content: bytes

    def is_by(self, key: Key) -> bool:
        return (self.name, self.key_id) == (key.name, key.id)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}"


@dataclass(frozen=True)
class Note:
    content: bytes
    text: str
    signatures: tuple[Signature, ...]


def read_note(content: bytes) -> Note:
    if len(content) > LARGEST_NOTE:
        raise Malformed("it is too long for a note")
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        raise Malformed("it is not UTF-8") from error
    if any(character < " " and character != "\n" for character in whole):
        raise Malformed("it holds a control character")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank:
        raise Malformed("no blank line divides its text from its signatures")
    return Note(content, text + "\n", tuple(_signatures(lines)))


def _signatures(lines: str) -> list[Signature]:
    if not lines.endswith("\n"):
        raise Malformed("it does not end with a signature and a newline")
    found = [SIGNATURE_LINE.fullmatch(line) for line in lines[:-1].split("\n")]
    if len(found) > MOST_SIGNATURES:
        raise Malformed(f"it has {len(found)} signatures")
    signatures = []
    for line in found:
        if line is None:
            raise Malformed("a line among its signatures is none")
        content = strict_base64(line[2])
        if len(content) < 5:
            raise Malformed("a signature of it is too short to be one")
        signatures.append(Signature(line[1], content[:4], content[4:]))
    return signatures


def signed_by(note: Note, key: Key) -> bool | None:
    """None when the key has not signed; of several signatures by it, each must verify."""
    verdicts = [
        key.verifies(one.content, note.text.encode()) for one in note.signatures if one.is_by(key)
    ]
    return all(verdicts) if verdicts else None


def cosigned_at(note: Note, key: Key) -> int | None:
    """When the witness says it saw the checkpoint; None when it has not signed."""
    times = [_time_of(one.content, note, key) for one in note.signatures if one.is_by(key)]
    return min(times) if times else None


def _time_of(content: bytes, note: Note, key: Key) -> int:
    at = int.from_bytes(content[:8])
    message = f"cosignature/v1\ntime {at}\n{note.text}".encode()
    if len(content) != 72 or not 0 < at < 1 << 63 or not key.verifies(content[8:], message):
        raise Malformed(f"its cosignature by {key} does not verify")
    return at
