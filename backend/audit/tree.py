"""The Merkle tree of RFC 6962, kept flat: pure functions, no Django, no state.

Entry `i` completes one interior node for each trailing one-bit of `i`; they are stored with it,
lowest level first. So node `k` of level `L` lies with entry `(k + 1) * 2**L - 1`, for ever, and any
past root or proof is read from a handful of rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All a tree needs to grow: its size, and the roots of its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root


def append(frontier: Frontier, leaf_hash: bytes) -> tuple[Frontier, bytes]:
    """The grown tree, and the nodes the new leaf completes, one after the other."""
    peaks = list(frontier.peaks)
    node, completed = leaf_hash, b""
    index = frontier.size
    while index & 1:
        node = node_hash(peaks.pop(), node)
        completed += node
        index >>= 1
    return Frontier(frontier.size + 1, (*peaks, node)), completed


def append_all(frontier: Frontier, leaf_hashes: Iterable[bytes]) -> tuple[Frontier, list[bytes]]:
    completed = []
    for one in leaf_hashes:
        frontier, nodes = append(frontier, one)
        completed.append(nodes)
    return frontier, completed


def peak_places(size: int) -> list[tuple[int, int]]:
    """Of each full subtree of a tree of this size, largest first: (index of the entry, level)."""
    return [
        ((size >> level << level) - 1, level)
        for level in reversed(range(size.bit_length()))
        if size >> level & 1
    ]


def node_of(level: int, leaf_hash: bytes, nodes: bytes) -> bytes:
    """The node of this level that an entry with this hash and these nodes completes."""
    if level == 0:
        return leaf_hash
    return nodes[(level - 1) * HASH_SIZE : level * HASH_SIZE]


def frontier_at(size: int, entry_at: Callable[[int], tuple[bytes, bytes]]) -> Frontier:
    """`entry_at` gives an entry's (leaf hash, nodes) by its index."""
    peaks = tuple(node_of(level, *entry_at(index)) for index, level in peak_places(size))
    return Frontier(size, peaks)
