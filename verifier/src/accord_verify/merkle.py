"""The Merkle tree of RFC 6962, section 2.1, over SHA-256, grown from the left in tiles."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

WIDTH = 256
HASH = 32
EMPTY_ROOT = sha256(b"").digest()


def hash_leaves(leaves: Iterable[bytes]) -> list[bytes]:
    digest_of = sha256
    return [digest_of(b"\x00" + leaf).digest() for leaf in leaves]


def root_of_perfect(hashes: Sequence[bytes]) -> bytes:
    """Of a power of two of hashes, all of one level."""
    digest_of = sha256
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [digest_of(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0]


def root_of_edge(levels: Sequence[Sequence[bytes]]) -> bytes:
    """Of the whole tree, from the hashes of its right edge that no full tile covers.

    In each level the widest perfect subtree stands leftmost, and higher levels stand left of
    lower ones: RFC 6962 splits a tree at the largest power of two, so it is folded from the right.
    """
    root = b""
    for hashes in levels:
        for peak in reversed(_peaks(hashes)):
            root = sha256(b"\x01" + peak + root).digest() if root else peak
    return root or EMPTY_ROOT


def _peaks(hashes: Sequence[bytes]) -> list[bytes]:
    peaks, start = [], 0
    while start < len(hashes):
        size = 1 << (len(hashes) - start).bit_length() - 1
        peaks.append(root_of_perfect(hashes[start : start + size]))
        start += size
    return peaks


def cut(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]
