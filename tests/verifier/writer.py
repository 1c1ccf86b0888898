"""Lays a log out as an export, from its leaves alone, and signs it.

Written from the RFC and the C2SP papers, not from the product and not from the verifier: it uses
neither, so that what the two agree on here is not a mistake of one repeated by the other.
"""

import json
import shutil
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TILE = 256


def sha(content: bytes) -> bytes:
    return sha256(content).digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha(b"\x00" + leaf)


def mth(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word, over leaf hashes."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha(b"\x01" + mth(hashes[:k]) + mth(hashes[k:]))


def digest_of(disclosure: str) -> str:
    return urlsafe_b64encode(sha(disclosure.encode())).decode().rstrip("=")


def place_of(number: int) -> str:
    digits = f"{number:03}"
    while len(digits) % 3:
        digits = "0" + digits
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])


def bundle_of(leaves: Sequence[bytes]) -> bytes:
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


@dataclass
class Signer:
    """A key of a log (kind 1) or of a witness (kind 4)."""

    name: str
    kind: int = 1
    seed: bytes = b"a log of tests, whose key is not".ljust(32, b".")

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def _public(self) -> bytes:
        return bytes([self.kind]) + self._private.public_key().public_bytes_raw()

    @property
    def _id(self) -> bytes:
        return sha(self.name.encode() + b"\n" + self._public)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.short}+{b64encode(self._public).decode()}"

    @property
    def short(self) -> str:
        """As signatures name it. The key in base64 may hold a plus sign too."""
        return f"{self.name}+{self._id.hex()}"

    def line(self, text: str) -> str:
        return self._line(self._private.sign(text.encode()))

    def cosignature(self, text: str, at: int) -> str:
        message = f"cosignature/v1\ntime {at}\n{text}".encode()
        return self._line(at.to_bytes(8, "big") + self._private.sign(message))

    def _line(self, content: bytes) -> str:
        return f"— {self.name} {b64encode(self._id + content).decode()}\n"


def checkpoint_text(origin: str, hashes: Sequence[bytes]) -> str:
    return f"{origin}\n{len(hashes)}\n{b64encode(mth(hashes)).decode()}\n"


@dataclass
class Export:
    """A directory, and what is needed to write all of it or a part of it anew."""

    path: Path
    origin: str
    signer: Signer
    leaves: list[bytes]
    disclosures: dict[str, str | None] = field(default_factory=dict)

    @property
    def hashes(self) -> list[bytes]:
        return [leaf_hash(leaf) for leaf in self.leaves]

    def write(self) -> "Export":
        self.write_bundles()
        self.write_tiles()
        self.write_disclosures()
        self.write_checkpoint()
        return self

    def copy(self, path: Path) -> "Export":
        shutil.copytree(self.path, path)
        return Export(path, self.origin, self.signer, list(self.leaves), dict(self.disclosures))

    def write_bundles(self) -> None:
        shutil.rmtree(self.path / "tile" / "entries", ignore_errors=True)
        for number, some in _in_tiles(self.leaves):
            self._put("entries", number, len(some), bundle_of(some))

    def write_tiles(self, levels: Sequence[int] = range(8)) -> None:
        """Of these levels; of the others what stands there stays."""
        hashes, level = self.hashes, 0
        while hashes:
            if level in levels:
                shutil.rmtree(self.path / "tile" / str(level), ignore_errors=True)
                for number, some in _in_tiles(hashes):
                    self._put(str(level), number, len(some), b"".join(some))
            hashes = [mth(some) for _, some in _in_tiles(hashes) if len(some) == TILE]
            level += 1

    def write_disclosures(self) -> None:
        lines = [
            json.dumps({"digest": digest, "disclosure": value}, separators=(",", ":"))
            for digest, value in self.disclosures.items()
        ]
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "disclosures.jsonl").write_text("".join(line + "\n" for line in lines))

    def write_checkpoint(self, *cosigners: Signer, at: int = 1_700_000_000) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        text = checkpoint_text(self.origin, self.hashes)
        lines = [self.signer.line(text), *(one.cosignature(text, at) for one in cosigners)]
        (self.path / "checkpoint").write_text(text + "\n" + "".join(lines), "utf-8")

    def checkpoint_at(self, size: int) -> bytes:
        """What was signed when the log had that size."""
        text = checkpoint_text(self.origin, self.hashes[:size])
        return f"{text}\n{self.signer.line(text)}".encode()

    def tile(self, level: int | str, number: int) -> Path:
        """The one there is of that number, full or partial."""
        full = self.path / "tile" / str(level) / place_of(number)
        partials = sorted(full.with_name(full.name + ".p").glob("*"))
        return partials[0] if partials else full

    def _put(self, level: str, number: int, width: int, content: bytes) -> None:
        partial = "" if width == TILE else f".p/{width}"
        path = self.path / "tile" / level / (place_of(number) + partial)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_export(path: Path, signer: Signer) -> Export:
    """One that someone else laid out."""
    origin = (path / "checkpoint").read_text("utf-8").split("\n")[0]
    lines = [json.loads(line) for line in (path / "disclosures.jsonl").read_text().splitlines()]
    export = Export(path, origin, signer, [], {one["digest"]: one["disclosure"] for one in lines})
    while (bundle := export.tile("entries", len(export.leaves) // TILE)).exists():
        export.leaves += _parted(bundle.read_bytes())
        if bundle.parent.name.endswith(".p"):
            break
    return export


def _parted(content: bytes) -> Iterator[bytes]:
    while content:
        size = 2 + int.from_bytes(content[:2], "big")
        yield content[2:size]
        content = content[size:]


def _in_tiles(items: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    for start in range(0, len(items), TILE):
        yield start // TILE, items[start : start + TILE]


def canonical(members: Mapping[str, object]) -> bytes:
    """For members that hold ASCII and whole numbers."""
    return json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
