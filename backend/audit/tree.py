"""The Merkle tree of RFC 6962, kept flat: pure functions, no Django, no state.

Entry `i` completes one interior node for each trailing one-bit of `i`; they are stored with it,
lowest level first. So a node, once complete, lies where it lies for ever, and any past root, tile
or proof is read from a handful of rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """The root of a full subtree: of `2**level` leaves, behind `place` others of its width."""

    level: int
    place: int

    @property
    def entry_index(self) -> int:
        """Of the entry that completes it, and with which it is stored."""
        return (self.place + 1 << self.level) - 1

    def among(self, leaf_hash: bytes, nodes: bytes) -> bytes:
        """Its hash, from what is stored with that entry."""
        if self.level == 0:
            return leaf_hash
        return nodes[(self.level - 1) * HASH_SIZE : self.level * HASH_SIZE]


def peaks(size: int, start: int = 0) -> list[Node]:
    """The full subtrees under which `size` leaves lie, largest first.

    The leaves from `start` on: a multiple of the largest, as wherever RFC 6962 splits a tree.
    """
    return [
        Node(level, start + (size >> level << level) - 1 >> level)
        for level in reversed(range(size.bit_length()))
        if size >> level & 1
    ]


def root_over(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    *others, root = peaks
    for peak in reversed(others):
        root = node_hash(peak, root)
    return root


@dataclass(frozen=True)
class Frontier:
    """All a tree needs to grow: its size, and the roots of its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        return root_over(self.peaks)


def frontier_at(size: int, hash_of: Callable[[Node], bytes]) -> Frontier:
    """As the tree was at this size, now or at any time since."""
    return Frontier(size, tuple(map(hash_of, peaks(size))))


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
