"""The tree in tiles (C2SP tlog-tiles): which hashes each has, and the address it is found at.

Pure functions: what is in a tile follows from its address, and nothing in it ever changes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from backend.audit.tree import Node

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
# Above level 5 there is nothing until a log has 256^6 entries.
HIGHEST_LEVEL: Final = 5

# Three digits at a time and no group of zeros in front: one address for each tile.
_PLACE: Final = "(?:x(?:00[1-9]|0[1-9][0-9]|[1-9][0-9]{2})/(?:x[0-9]{3}/){0,3})?[0-9]{3}"
_WIDTH: Final = "[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]"
ADDRESS: Final = rf"({_PLACE})(?:\.p/({_WIDTH}))?"
_ADDRESS: Final = re.compile(ADDRESS, re.ASCII)
_LEVEL: Final = re.compile(f"[0-{HIGHEST_LEVEL}]", re.ASCII)


class NoSuchTile(ValueError):
    """The address is none that a tile can have."""


@dataclass(frozen=True)
class Tile:
    """`width` neighbours among the nodes of one level of tiles; fewer than 256 are a partial."""

    level: int
    place: int
    width: int = WIDTH

    @property
    def start(self) -> int:
        """The place of its first node; on level 0 the index of its first entry."""
        return self.place * WIDTH

    @property
    def end(self) -> int:
        return self.start + self.width

    @property
    def nodes(self) -> list[Node]:
        return [Node(self.level * HEIGHT, place) for place in range(self.start, self.end)]

    def lies_within(self, size: int) -> bool:
        """Whether a tree of this size has all its hashes."""
        return self.end << self.level * HEIGHT <= size

    @property
    def address(self) -> str:
        return f"tile/{self.level}/{self._rest}"

    @property
    def address_of_entries(self) -> str:
        """Of the bundle of entries that a tile of level 0 has the hashes of."""
        return f"tile/entries/{self._rest}"

    @property
    def _rest(self) -> str:
        digits = f"{self.place:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *before, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return "".join(f"x{group}/" for group in before) + last + partial


def tile_at(level: str, rest: str) -> Tile:
    """By the two parts of its address: level, and place with the width of a partial."""
    found = _ADDRESS.fullmatch(rest)
    if found is None or not _LEVEL.fullmatch(level):
        raise NoSuchTile(f"{level}/{rest}")
    place, width = found.groups()
    return Tile(int(level), int(re.sub("[x/]", "", place)), int(width or WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """All that a tree of this size has, the last of each level a partial unless it is full."""
    level, count = 0, size
    while count:
        full, rest = divmod(count, WIDTH)
        yield from (Tile(level, place) for place in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, count = level + 1, full


def bundle_of(leaves: Iterable[bytes]) -> bytes:
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
