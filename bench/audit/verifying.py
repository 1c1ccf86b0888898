"""How much slower than hashing alone a verification is."""

from hashlib import sha256
from pathlib import Path

from accord_verify.merkle import WIDTH, hash_leaves, root_of_edge, root_of_perfect
from accord_verify.notes import ED25519, read_key
from accord_verify.places import Directory
from accord_verify.tiles import Tile, open_bundle
from accord_verify.verdict import Policy, verify
from backend.audit.export import export_log
from backend.audit.models import Log
from backend.audit.signing import signer_for
from backend.audit.source import now
from backend.audit.verify import verify_log
from bench.measuring import Pairs, Work, in_turns, spread
from bench.table import Line
from tests.verifier.hashed import messages_of

LEAST = 0.7


def lines(log: Log, directory: Path, rounds: int) -> list[Line]:
    size = export_log(log, directory, now(), lambda done, total: None).size
    leaves = _leaves(directory, size)
    policy = Policy(keys=[read_key(str(signer_for(log.origin).verifier), ED25519)])
    messages = messages_of(leaves)

    def raw() -> None:
        for message in messages:
            sha256(message).digest()

    def walk() -> None:
        _root(leaves)

    def whole() -> None:
        assert verify(Directory(directory), policy, lambda _: None).is_verified

    def from_the_database() -> None:
        assert not verify_log(log).faults

    works: list[tuple[str, Work, int, str]] = [
        ("accord-verify, its hashing", walk, rounds, "every leaf and node hashed, up to the root"),
        (
            "accord-verify, the whole of it",
            whole,
            1,
            "besides, tiles and disclosures read from the disk, each leaf parsed and written anew "
            "to see that it is canonical, versions followed",
        ),
        (
            "manage.py verify_log, the whole of it",
            from_the_database,
            1,
            "besides, each row read from the database by the ORM and each column held against its "
            "leaf, live rows against the last of theirs",
        ),
    ]
    return [
        _line(what, in_turns(raw, work, times), size, note) for what, work, times, note in works
    ]


def _line(what: str, pairs: Pairs, size: int, note: str) -> Line:
    speed = pairs.inverse
    return Line(
        f"{what}, {size:,} entries",
        f"{size / spread(pairs.floor).middle:,.0f}/s",
        f"{size / spread(pairs.ours).middle:,.0f}/s",
        str(speed) if speed.middle >= 0.1 else f"{speed.middle:.3f}",
        f"≥ {LEAST}",
        speed.middle >= LEAST,
        [
            "the floor is sha256 of the very bytes that are hashed, leaves and nodes, made ready "
            f"in memory, and nothing else; ours: {note}."
        ],
    )


def _leaves(directory: Path, size: int) -> list[bytes]:
    leaves: list[bytes] = []
    for start in range(0, size, WIDTH):
        tile = Tile(None, start // WIDTH, min(WIDTH, size - start))
        leaves += open_bundle((directory / tile.path).read_bytes(), tile.width).leaves
    return leaves


def _root(leaves: list[bytes]) -> bytes:
    """As the walk has it: tile by tile, and the edge of each level in the end."""
    levels: list[list[bytes]] = []
    hashes: list[bytes] = []
    for start in range(0, len(leaves), WIDTH):
        hashes.extend(hash_leaves(leaves[start : start + WIDTH]))
    while hashes:
        whole = len(hashes) // WIDTH * WIDTH
        levels.append(hashes[whole:])
        hashes = [root_of_perfect(hashes[at : at + WIDTH]) for at in range(0, whole, WIDTH)]
    return root_of_edge(levels)
