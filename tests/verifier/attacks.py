"""What someone could do to a log, from a slip of one byte to all of it signed anew.

Each is done to an export; the export says what the log was, its directory what it is now.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from tests.verifier.writer import TILE, Export, Signer, bundle_of, digest_of

Attack = Callable[[Export, int], None]


def other(leaf: bytes) -> bytes:
    """Another request id: of the right form, so that hashing alone can tell."""
    at = leaf.index(b'"req":"') + len(b'"req":"')
    return leaf[:at] + (b"0" if leaf[at : at + 1] != b"0" else b"1") + leaf[at + 1 :]


def edited(export: Export, at: int) -> None:
    export.leaves[at] = other(export.leaves[at])
    export.write_bundles()


def edited_with_its_tile(export: Export, at: int) -> None:
    edited(export, at)
    export.write_tiles(levels=[0])


def edited_with_every_tile(export: Export, at: int) -> None:
    edited(export, at)
    export.write_tiles()


def rewritten_and_signed(export: Export, at: int) -> None:
    edited_with_every_tile(export, at)
    export.write_checkpoint()


def swapped(export: Export, at: int) -> None:
    leaves = export.leaves
    leaves[at], leaves[at + 1] = leaves[at + 1], leaves[at]
    export.write_bundles()


def removed(export: Export, at: int) -> None:
    """What follows moves up, and the last bundle is one short."""
    del export.leaves[at]
    _into_old_bundles(export)


def removed_in_place(export: Export, at: int) -> None:
    """Out of its bundle alone."""
    bundle = export.tile("entries", at // TILE)
    size = sum(2 + len(leaf) for leaf in export.leaves[at // TILE * TILE : at])
    content = bundle.read_bytes()
    bundle.write_bytes(content[:size] + content[size + 2 + len(export.leaves[at]) :])


def doubled(export: Export, at: int) -> None:
    """Slipped in once more; what follows moves down and the last falls off."""
    export.leaves.insert(at, export.leaves[at])
    del export.leaves[-1]
    export.write_bundles()


def cut_off(export: Export, at: int) -> None:
    """The entries from there on, while the checkpoint stays."""
    del export.leaves[at:]
    _into_old_bundles(export)


def cut_off_and_signed(export: Export, at: int) -> None:
    """As a backup of that size leaves it when it is restored."""
    del export.leaves[at:]
    export.write()


def restored_and_grown(export: Export, at: int) -> None:
    """A backup was restored, and the log went on from there differently."""
    export.leaves[at:] = [other(leaf) for leaf in export.leaves[at:]]
    export.write()


def signed_by_another(export: Export, at: int) -> None:
    export.signer = Signer(export.origin, seed=b"another key of the same name".ljust(32))
    export.write_checkpoint()


def moved_to_another_origin(export: Export, at: int) -> None:
    export.origin += "-copy"
    export.write_checkpoint()


def bundle_gone(export: Export, at: int) -> None:
    export.tile("entries", at // TILE).unlink()


def bundle_trails(export: Export, at: int) -> None:
    _append(export.tile("entries", at // TILE), b"\x00\x01x")


def tile_gone(export: Export, at: int) -> None:
    export.tile(0, at // TILE).unlink()


def tile_lies(export: Export, at: int) -> None:
    tile = export.tile(0, at // TILE)
    content = bytearray(tile.read_bytes())
    content[at % TILE * 32] ^= 1
    tile.write_bytes(content)


def tile_trails(export: Export, at: int) -> None:
    _append(export.tile(0, at // TILE), b"\x00")


def top_lies(export: Export, at: int) -> None:
    """The partial tile of the highest level."""
    highest = max(int(one.name) for one in (export.path / "tile").glob("[0-9]"))
    tile = export.tile(highest, 0)
    content = bytearray(tile.read_bytes())
    content[0] ^= 1
    tile.write_bytes(content)


def checkpoint_trails(export: Export, at: int) -> None:
    _append(export.path / "checkpoint", b"\n")


def disclosure_altered(export: Export, at: int) -> None:
    digest, value = disclosed(export)[0]
    text = bytearray(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    text[-3] ^= 1
    export.disclosures[digest] = urlsafe_b64encode(text).decode().rstrip("=")
    export.write_disclosures()


def disclosures_swapped(export: Export, at: int) -> None:
    (one, first), (two, second) = disclosed(export)[:2]
    export.disclosures |= {one: second, two: first}
    export.write_disclosures()


def disclosure_invented(export: Export, at: int) -> None:
    content = b'["AAAAAAAAAAAAAAAAAAAAAA","title","Never said"]'
    value = urlsafe_b64encode(content).decode().rstrip("=")
    export.disclosures[digest_of(value)] = value
    export.write_disclosures()


def disclosed(export: Export) -> list[tuple[str, str]]:
    return [(digest, value) for digest, value in export.disclosures.items() if value is not None]


def _append(path: Path, content: bytes) -> None:
    path.write_bytes(path.read_bytes() + content)


def _into_old_bundles(export: Export) -> None:
    """Under the names there are, of which the last then hold less than they say."""
    for number in range(len(export.hashes) // TILE + 2):
        bundle = export.tile("entries", number)
        if bundle.exists():
            some = export.leaves[number * TILE : (number + 1) * TILE]
            bundle.write_bytes(bundle_of(some))
