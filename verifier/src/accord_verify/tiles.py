"""Where C2SP tlog-tiles puts things, and how a bundle of entries is taken apart."""

from collections.abc import Iterator
from typing import NamedTuple

from accord_verify.merkle import HASH, WIDTH

LARGEST_BUNDLE = WIDTH * (2 + 0xFFFF)
LARGEST_TILE = WIDTH * HASH


class Tile(NamedTuple):
    """One resource: hashes of a level, or, with no level, the entries themselves."""

    level: int | None
    number: int
    width: int

    @property
    def is_full(self) -> bool:
        return self.width == WIDTH

    @property
    def most(self) -> int:
        return LARGEST_BUNDLE if self.level is None else LARGEST_TILE

    @property
    def path(self) -> str:
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{_numbered(self.number)}{partial}"

    @property
    def span(self) -> tuple[int, int]:
        """The entries below it: the first, and one past the last."""
        under = WIDTH ** (self.level or 0)
        start = self.number * WIDTH * under
        return start, start + self.width * under


def _numbered(number: int) -> str:
    number, last = divmod(number, 1000)
    parts = [f"{last:03}"]
    while number:
        number, part = divmod(number, 1000)
        parts.insert(0, f"x{part:03}")
    return "/".join(parts)


def partial_tiles(size: int) -> Iterator[Tile]:
    """The right edge of a tree of that size: its bundle, and its hashes in each level."""
    if size % WIDTH:
        yield Tile(None, size // WIDTH, size % WIDTH)
    level = 0
    while size:
        size, width = divmod(size, WIDTH)
        if width:
            yield Tile(level, size, width)
        level += 1


class Bundle(NamedTuple):
    leaves: list[bytes]
    why: str | None


def open_bundle(content: bytes, count: int) -> Bundle:
    """The first `count` entries, or those before the fault."""
    leaves: list[bytes] = []
    at, size = 0, len(content)
    while len(leaves) < count and at < size:
        start = at + 2
        at = start + int.from_bytes(content[at:start])
        if at > size or start > size:
            return Bundle(leaves, "ends inside it")
        leaves.append(content[start:at])
    if len(leaves) < count:
        return Bundle(leaves, f"ends before it, after {len(leaves)} of {count} entries")
    return Bundle(leaves, None if at == size else "holds more bytes behind it")
