"""What a log signs, C2SP tlog-checkpoint: its origin, its size, its root."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from accord_verify.merkle import EMPTY_ROOT, HASH
from accord_verify.notes import Key, Malformed, Note, read_note, signed_by, strict_base64

SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    note: Note

    @property
    def root_text(self) -> str:
        return b64encode(self.root).decode()


def read_checkpoint(content: bytes) -> Checkpoint:
    note = read_note(content)
    lines = note.text.split("\n")
    # The last of the four is what follows the final newline.
    if len(lines) != 4 or not lines[0]:
        raise Malformed("it is not three lines: origin, size and root")
    if not SIZE.fullmatch(lines[1]):
        raise Malformed(f"its size, {lines[1]!r}, is not a number")
    root = strict_base64(lines[2])
    if len(root) != HASH:
        raise Malformed("its root is not a SHA-256 hash")
    size = int(lines[1])
    if size == 0 and root != EMPTY_ROOT:
        raise Malformed("its root is not that of an empty log")
    return Checkpoint(lines[0], size, root, note)


class NotSigned(ValueError):
    """By none of the keys given, or not by the one it names."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def signers(checkpoint: Checkpoint, keys: Sequence[Key]) -> list[Key]:
    """Those of the keys that signed it: one at least, and each of its name."""
    verdicts = {key: signed_by(checkpoint.note, key) for key in keys}
    for key, verdict in verdicts.items():
        if verdict is False:
            raise NotSigned("signature_wrong", f"its signature by {key} does not verify")
    found = [key for key, verdict in verdicts.items() if verdict]
    given = ", ".join(str(key) for key in keys)
    if not found:
        theirs = ", ".join(str(one) for one in checkpoint.note.signatures)
        raise NotSigned(
            "key_wrong", f"it is signed by {theirs}, and by none of the keys given: {given}"
        )
    own = [key for key in found if key.name == checkpoint.origin]
    if not own:
        raise NotSigned(
            "origin_differs", f"it is of the log {checkpoint.origin!r}, not of that of {given}"
        )
    return own
