"""One pass over a log from its first entry to its last, hashing every leaf anew.

Kept on the way are the right edge of the tree (at most 256 hashes for each level) and, of each
subject and each digest, a few bytes; never the entries.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from accord_verify.checkpoints import Checkpoint
from accord_verify.disclosures import Disclosures
from accord_verify.faults import Fault, Faults
from accord_verify.leaves import Leaves
from accord_verify.merkle import HASH, WIDTH, cut, hash_leaves, root_of_edge, root_of_perfect
from accord_verify.places import Place
from accord_verify.tiles import Tile, open_bundle, partial_tiles

MOST_DEVIATIONS = 1_000

Seen = Callable[[int], None]


class Deviation(NamedTuple):
    """A hash tile that says something else than the entries below it give."""

    tile: Tile
    served: list[bytes]
    computed: list[bytes]

    @property
    def places(self) -> list[int]:
        pairs = enumerate(zip(self.served, self.computed, strict=True))
        return [place for place, (served, computed) in pairs if served != computed]


class Edge:
    """The partial tiles of a checkpoint, fetched with it: servers need not keep them for long."""

    def __init__(self, place: Place, size: int) -> None:
        self._place = place
        self._held = {tile: self._fetched(tile) for tile in partial_tiles(size)}

    @property
    def is_whole(self) -> bool:
        return None not in self._held.values()

    def content(self, tile: Tile) -> bytes | None:
        return self._place.tile(tile) if tile.is_full else self._held[tile]

    def _fetched(self, tile: Tile) -> bytes | None:
        """The full tile stands in once the log has grown past the partial one."""
        content = self._place.tile(tile)
        if content is not None:
            return content
        full = self._place.tile(tile._replace(width=WIDTH))
        if full is None or tile.level is not None:
            return full and full[: tile.width * HASH]
        leaves = open_bundle(full, tile.width).leaves
        return b"".join(len(one).to_bytes(2) + one for one in leaves)


class Walk:
    def __init__(
        self, edge: Edge, checkpoint: Checkpoint, disclosures: Disclosures, marks: Sequence[int]
    ) -> None:
        self.faults = Faults()
        self.levels: list[list[bytes]] = []
        self.deviations: dict[tuple[int, int], Deviation] = {}
        self.roots: dict[int, bytes] = {}
        self.is_complete = False
        self._edge = edge
        self._size = checkpoint.size
        self._disclosures = disclosures
        self._leaves = Leaves(checkpoint.origin)
        self._marks = sorted({*marks, checkpoint.size})
        self._misses_some = False

    def run(self, seen: Seen) -> None:
        """All the way, or up to entries that are not there and have no hash standing for them."""
        self._mark(0, [])
        for start in range(0, self._size, WIDTH):
            if not self._take(start):
                return
            seen(min(start + WIDTH, self._size))
        for level, hashes in enumerate(self.levels[1:], 1):
            if hashes:
                tile = Tile(level, self._size // WIDTH ** (level + 1), len(hashes))
                self._compare(tile, hashes, self._served(tile))
        self.is_complete = True
        if not self._misses_some:
            self.faults.extend(self._disclosures.close())

    def _take(self, start: int) -> bool:
        number, count = start // WIDTH, min(WIDTH, self._size - start)
        leaves = self._bundle(Tile(None, number, count))
        hashes = hash_leaves(leaves)
        tile = Tile(0, number, count)
        served = self._served(tile)
        if len(leaves) < count:
            self._misses_some = True
            known = served or []
            leaves = leaves[: _agreeing(hashes, known)]
            # They stand for what is missing, so that what comes after can still be judged.
            hashes += known[len(hashes) :]
        self._read(start, leaves)
        if len(leaves) < count:
            self._leaves.lose_track()
        self._mark(start, hashes)
        if len(hashes) < count:
            return False
        self._compare(tile, hashes, served)
        self._grow(0, number, hashes)
        return True

    def _bundle(self, tile: Tile) -> list[bytes]:
        content = self._edge.content(tile)
        start, end = tile.span
        if content is None:
            self.faults.add(Fault("bundle_missing", f"{tile.path} is missing", start, end))
            return []
        leaves, why = open_bundle(content, tile.width)
        if why:
            first = min(start + len(leaves), end - 1)
            self.faults.add(Fault("bundle_malformed", f"{tile.path} {why}", first))
        return leaves

    def _read(self, start: int, leaves: list[bytes]) -> None:
        read, check, add_all = self._leaves.read, self._disclosures.check, self.faults.extend
        for index, leaf in enumerate(leaves, start):
            digests, fault = read(index, leaf)
            if fault is not None:
                self.faults.add(fault)
            add_all(check(index, leaf, digests))

    def _mark(self, start: int, hashes: list[bytes]) -> None:
        """The roots at the sizes of earlier checkpoints, as they are passed."""
        above = self.levels[1:]
        for size in self._marks:
            if start < size <= start + len(hashes) or size == start == 0:
                self.roots[size] = root_of_edge([hashes[: size - start], *above])

    def _grow(self, level: int, number: int, hashes: list[bytes]) -> None:
        if level == len(self.levels):
            self.levels.append([])
        self.levels[level] = hashes
        if len(hashes) < WIDTH:
            return
        if level:
            tile = Tile(level, number, WIDTH)
            self._compare(tile, hashes, self._served(tile))
        self.levels[level] = []
        above = self.levels[level + 1] if level + 1 < len(self.levels) else []
        self._grow(level + 1, number // WIDTH, [*above, root_of_perfect(hashes)])

    def _compare(self, tile: Tile, computed: list[bytes], served: list[bytes] | None) -> None:
        if served is None or served == computed:
            return
        # Of the lowest level the first are enough: the tiles above them still vouch for the rest.
        if tile.level or len(self.deviations) < MOST_DEVIATIONS:
            self.deviations[tile.level or 0, tile.number] = Deviation(tile, served, computed)

    def _served(self, tile: Tile) -> list[bytes] | None:
        content = self._edge.content(tile)
        if content is None:
            self.faults.add(Fault("tile_missing", f"{tile.path} is missing", *tile.span))
            return None
        size = tile.width * HASH
        if len(content) != size:
            why = f"{tile.path} is not {tile.width} hashes long"
            self.faults.add(Fault("tile_malformed", why, *tile.span))
        return cut(content[:size]) if len(content) >= size else None


def _agreeing(hashes: list[bytes], known: list[bytes]) -> int:
    """How many, from the first, are as the hash tile has them."""
    pairs = enumerate(zip(hashes, known, strict=False))
    differing = (place for place, (one, other) in pairs if one != other)
    return next(differing, min(len(hashes), len(known)))
