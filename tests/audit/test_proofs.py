"""Proofs, held against the known ones, the definition in RFC 6962, and another library."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from backend.audit import proofs, tree
from tests.audit.test_tree import KNOWN_LEAVES, KNOWN_ROOTS, defined_root, grown

LEAVES: Final = [str(number).encode() for number in range(600)]
_, STORED = grown(LEAVES)
OTHER: Final = InmemoryTree(algorithm="sha256")
OTHER.append_entries(LEAVES)

SIZES = st.integers(1, len(LEAVES))
TWO_SIZES = st.tuples(SIZES, SIZES).map(sorted)
PLACES = SIZES.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))

# Of the tree over the known leaves, the roots of its subtrees by the leaves under them.
KNOWN: Final = {
    "0": "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "4": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "01": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "23": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "45": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "67": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0123": "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4567": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
}


def proof_over(spans: list[proofs.Span], stored: list[tuple[bytes, bytes]]) -> list[bytes]:
    nodes = proofs.nodes_under(spans)
    return proofs.proof_of(spans, {one: one.among(*stored[one.entry_index]) for one in nodes})


def inclusion(index: int, size: int) -> list[bytes]:
    return proof_over(proofs.inclusion_spans(index, size), STORED)


def consistency(old: int, new: int) -> list[bytes]:
    return proof_over(proofs.consistency_spans(old, new), STORED)


def root_at(size: int) -> bytes:
    found: bytes = OTHER.get_root(size)
    return found


def is_included(proof: list[bytes], index: int, size: int, leaf: bytes) -> bool:
    return proofs.proves_inclusion(
        proof, index=index, size=size, leaf_hash=tree.leaf_hash(leaf), root=root_at(size)
    )


def is_consistent(proof: list[bytes], old: int, new: int) -> bool:
    return proofs.proves_consistency(
        proof, old=old, new=new, old_root=root_at(old), new_root=root_at(new)
    )


def defined_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*defined_path(index, leaves[:half]), defined_root(leaves[half:])]
    return [*defined_path(index - half, leaves[half:]), defined_root(leaves[:half])]


def defined_consistency(old: int, leaves: list[bytes], *, is_known: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of RFC 6962, 2.1.2."""
    if old == len(leaves):
        return [] if is_known else [defined_root(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= half:
        left = defined_consistency(old, leaves[:half], is_known=is_known)
        return [*left, defined_root(leaves[half:])]
    right = defined_consistency(old - half, leaves[half:], is_known=False)
    return [*right, defined_root(leaves[:half])]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, ["1", "23", "4567"]),
        (5, 8, ["4", "67", "0123"]),
        (2, 3, ["01"]),
        (1, 5, ["0", "23", "4"]),
    ],
)
def test_it_proves_inclusion_as_is_known(index: int, size: int, path: list[str]) -> None:
    _, stored = grown(KNOWN_LEAVES)

    proof = proof_over(proofs.inclusion_spans(index, size), stored)

    assert [one.hex() for one in proof] == [KNOWN[leaves] for leaves in path]
    assert proofs.proves_inclusion(
        proof,
        index=index,
        size=size,
        leaf_hash=stored[index][0],
        root=bytes.fromhex(KNOWN_ROOTS[size - 1]),
    )


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (1, 8, ["1", "23", "4567"]),
        (6, 8, ["45", "67", "0123"]),
        (2, 5, ["23", "4"]),
    ],
)
def test_it_proves_consistency_as_is_known(old: int, new: int, path: list[str]) -> None:
    _, stored = grown(KNOWN_LEAVES)

    proof = proof_over(proofs.consistency_spans(old, new), stored)

    assert [one.hex() for one in proof] == [KNOWN[leaves] for leaves in path]
    assert proofs.proves_consistency(
        proof,
        old=old,
        new=new,
        old_root=bytes.fromhex(KNOWN_ROOTS[old - 1]),
        new_root=bytes.fromhex(KNOWN_ROOTS[new - 1]),
    )


@given(PLACES)
def test_it_proves_inclusion_as_is_defined(place: tuple[int, int]) -> None:
    index, size = place

    proof = inclusion(index, size)

    assert proof == defined_path(index, LEAVES[:size])
    # The other library counts from one, and puts the leaf's own hash in front.
    assert proof == OTHER.prove_inclusion(index + 1, size).path[1:]
    assert is_included(proof, index, size, LEAVES[index])


@given(TWO_SIZES)
def test_it_proves_consistency_as_is_defined(sizes: list[int]) -> None:
    old, new = sizes

    proof = consistency(old, new)

    assert proof == defined_consistency(old, LEAVES[:new])
    assert is_consistent(proof, old, new)


@given(PLACES)
def test_it_takes_no_proof_of_another_leaf(place: tuple[int, int]) -> None:
    index, size = place

    proof = inclusion(index, size)

    assert not is_included(proof, index, size, b"another")
    assert not is_included([*proof, tree.EMPTY_ROOT], index, size, LEAVES[index])
    assert not is_included(proof[:-1], index, size, LEAVES[index]) or not proof
    assert not is_included(proof, index ^ 1, size, LEAVES[index])


@given(PLACES, st.data())
def test_it_notices_each_changed_bit(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    proof, between = inclusion(index, size), consistency(index + 1, size)

    assert not any(
        is_included(changed, index, size, LEAVES[index]) for changed in altered(proof, data)
    )
    assert not any(is_consistent(changed, index + 1, size) for changed in altered(between, data))


def altered(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """The proof with one bit of one of its hashes turned, for each of them."""
    bit = 1 << data.draw(st.integers(0, 255))
    turned = [(int.from_bytes(one) ^ bit).to_bytes(32) for one in proof]
    return [[*proof[:at], turned[at], *proof[at + 1 :]] for at in range(len(proof))]


@given(TWO_SIZES.filter(lambda sizes: sizes[0] < sizes[1]))
def test_it_takes_no_proof_between_other_sizes(sizes: list[int]) -> None:
    old, new = sizes

    proof = consistency(old, new)

    assert not is_consistent(proof, new, old)
    assert not is_consistent([], old, new)
    assert not is_consistent([*proof, tree.EMPTY_ROOT], old, new)
    assert not is_consistent(proof, old, new - 1)


@pytest.mark.parametrize("index", [-1, 8, 9, 2**63])
def test_it_takes_no_leaf_outside_the_tree(index: int) -> None:
    assert not is_included(inclusion(7, 8), index, 8, LEAVES[7])


def test_it_lets_every_tree_continue_the_empty_one() -> None:
    root = root_at(5)

    assert proofs.consistency_spans(0, 5) == []
    assert proofs.proves_consistency([], old=0, new=5, old_root=tree.EMPTY_ROOT, new_root=root)
    assert not proofs.proves_consistency([], old=0, new=5, old_root=root, new_root=root)


def test_it_lets_a_tree_continue_only_itself_at_its_size() -> None:
    root, another = root_at(5), root_at(6)

    assert proofs.proves_consistency([], old=5, new=5, old_root=root, new_root=root)
    assert not proofs.proves_consistency([], old=5, new=5, old_root=root, new_root=another)
    assert not proofs.proves_consistency([root], old=5, new=5, old_root=root, new_root=root)


@given(PLACES)
def test_it_reads_few_nodes_for_a_proof(place: tuple[int, int]) -> None:
    index, size = place

    nodes = proofs.nodes_under(proofs.inclusion_spans(index, size))

    assert len(nodes) <= 2 * size.bit_length()
