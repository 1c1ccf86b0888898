"""A reader of tiles that shares no code with the product."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

Read = Callable[[str], bytes]


def hash_of(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """By layers, from the leaves up; what has no neighbour rises as it is."""
    if not hashes:
        return sha256(b"").digest()
    layer = hashes
    while len(layer) > 1:
        pairs = [
            sha256(b"\1" + b"".join(layer[at : at + 2])).digest()
            for at in range(0, len(layer) - 1, 2)
        ]
        layer = pairs + layer[len(layer) - len(layer) % 2 :]
    return layer[0]


def path_of(place: int) -> str:
    digits = f"{place:015d}"
    groups = [digits[at : at + 3] for at in range(0, 15, 3)]
    while len(groups) > 1 and groups[0] == "000":
        del groups[0]
    return "/".join([f"x{one}" for one in groups[:-1]] + groups[-1:])


def tile_paths(count: int) -> list[str]:
    """Of one level that has this many hashes."""
    partial = [f"{path_of(count // 256)}.p/{count % 256}"] if count % 256 else []
    return [path_of(place) for place in range(count // 256)] + partial


@dataclass
class Reader:
    """Of one log, whatever serves it: `read` gives what lies at an address below the log's."""

    read: Read

    @property
    def checkpoint(self) -> tuple[str, int, bytes]:
        origin, size, root = self.read("checkpoint").decode().split("\n")[:3]
        return origin, int(size), b64decode(root)

    def hashes(self, level: int, size: int) -> list[bytes]:
        count = size >> 8 * level
        tiles = b"".join(self.read(f"tile/{level}/{one}") for one in tile_paths(count))
        assert len(tiles) == 32 * count
        return [tiles[at : at + 32] for at in range(0, len(tiles), 32)]

    def leaves(self, size: int) -> list[bytes]:
        bundles = b"".join(self.read(f"tile/entries/{one}") for one in tile_paths(size))
        return list(parts_of(bundles))

    def levels(self, size: int) -> list[list[bytes]]:
        """The hashes of every level that has any."""
        return [self.hashes(level, size) for level in range(6) if size >> 8 * level]


def parts_of(bundle: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        assert len(bundle) >= at + 2 + length, "The last entry is cut off."
        yield bundle[at + 2 : at + 2 + length]
        at += 2 + length


def assert_whole(reader: Reader, size: int) -> None:
    """What is read has the size and root that were signed, from the entries up."""
    lowest, *above = levels = reader.levels(size)
    assert [hash_of(leaf) for leaf in reader.leaves(size)] == lowest
    assert above == [roots_of_full_tiles(below) for below in levels[:-1]]
    assert reader.checkpoint[1:] == (size, root_of(lowest))


def roots_of_full_tiles(hashes: list[bytes]) -> list[bytes]:
    return [root_of(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
