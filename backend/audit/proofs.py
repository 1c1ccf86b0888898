"""Proofs that an entry is in a log, and that a log only grew (RFC 9162, 2.1.3 and 2.1.4).

A proof is a list of spans of leaves, each with a root of its own. Which they are follows from the
numbers alone, so that all their nodes are read at once. Pure functions; the tree stands in
`backend.audit.tree`, and the two texts are those of C2SP.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from backend.audit.tree import EMPTY_ROOT, Node, node_hash, peaks, root_over


class Span(NamedTuple):
    """The leaves from `start` up to `end`, which stands behind them."""

    start: int
    end: int

    @property
    def peaks(self) -> list[Node]:
        return peaks(self.end - self.start, self.start)

    def split(self) -> tuple["Span", "Span"]:
        """Where RFC 6962 does: the left takes the largest power of two that leaves a right."""
        middle = self.start + (1 << (self.end - self.start - 1).bit_length() - 1)
        return Span(self.start, middle), Span(middle, self.end)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The path of a leaf: what stands beside it, then beside that, up to the root."""
    spans, around = [], Span(0, size)
    while around.end - around.start > 1:
        left, right = around.split()
        around, beside = (left, right) if index < left.end else (right, left)
        spans.append(beside)
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """What the old root is made of, but for itself, and what makes the new root of it."""
    if old == 0:
        return []
    spans, around = [], Span(0, new)
    while around.end > old:
        left, right = around.split()
        around, beside = (left, right) if old <= left.end else (right, left)
        spans.append(beside)
    if around.start > 0:
        # Else it is the old tree itself, whose root the verifier has.
        spans.append(around)
    return spans[::-1]


def nodes_under(spans: Iterable[Span]) -> list[Node]:
    return [node for span in spans for node in span.peaks]


def proof_of(spans: Iterable[Span], hashes: Mapping[Node, bytes]) -> list[bytes]:
    return [root_over([hashes[node] for node in span.peaks]) for span in spans]


def proves_inclusion(
    proof: Sequence[bytes], *, index: int, size: int, leaf_hash: bytes, root: bytes
) -> bool:
    if not 0 <= index < size:
        return False
    # Up to here the leaf's path and the last leaf's are two; from here on the last is all left.
    meeting = (index ^ size - 1).bit_length()
    node = leaf_hash
    for level, beside in enumerate(proof):
        is_right = level >= meeting or index >> level & 1
        node = node_hash(beside, node) if is_right else node_hash(node, beside)
    return len(proof) == meeting + (index >> meeting).bit_count() and node == root


def proves_consistency(
    proof: Sequence[bytes], *, old: int, new: int, old_root: bytes, new_root: bytes
) -> bool:
    if not 0 < old < new:
        return not proof and _are_consistent_as_they_stand(old, new, old_root, new_root)
    # The largest full subtree that ends the old tree: the proof climbs from it.
    level = (old & -old).bit_length() - 1
    index, last = old - 1 >> level, new - 1 >> level
    first, beside = (proof[:1], proof[1:]) if index else ([old_root], proof)
    if not first:
        return False
    meeting = (index ^ last).bit_length()
    before = after = first[0]
    for height, node in enumerate(beside):
        if height >= meeting or index >> height & 1:
            before, after = node_hash(node, before), node_hash(node, after)
        else:
            after = node_hash(after, node)
    is_whole = len(beside) == meeting + (index >> meeting).bit_count()
    return is_whole and (before, after) == (old_root, new_root)


def _are_consistent_as_they_stand(old: int, new: int, old_root: bytes, new_root: bytes) -> bool:
    """Every tree continues the empty one, and each itself: without a proof."""
    if old == new:
        return old_root == new_root
    return old == 0 < new and old_root == EMPTY_ROOT


def as_tlog_proof(index: int, proof: Iterable[bytes], checkpoint: str) -> str:
    """C2SP tlog-proof."""
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{_lines(proof)}\n{checkpoint}"


def as_add_checkpoint(old: int, proof: Iterable[bytes], checkpoint: str) -> str:
    """What a witness is sent (C2SP tlog-witness)."""
    return f"old {old}\n{_lines(proof)}\n{checkpoint}"


def _lines(proof: Iterable[bytes]) -> str:
    return "".join(f"{b64encode(one).decode()}\n" for one in proof)
