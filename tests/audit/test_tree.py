from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from backend.audit import tree

LEAVES = st.lists(st.binary(max_size=40), max_size=70)

# The eight leaves and their roots that implementations of RFC 6962 test each other with.
KNOWN_LEAVES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "6061626364656667")
]
KNOWN_LEAVES[7] = bytes.fromhex("606162636465666768696a6b6c6d6e6f")
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes]) -> tuple[tree.Frontier, list[tuple[bytes, bytes]]]:
    hashes = [tree.leaf_hash(one) for one in leaves]
    frontier, nodes = tree.append_all(tree.Frontier(), hashes)
    return frontier, list(zip(hashes, nodes, strict=True))


def defined_root(leaves: list[bytes]) -> bytes:
    """As RFC 6962, section 2.1, defines it: by halves, from the top."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = defined_root(leaves[:half]), defined_root(leaves[half:])
    return sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_it_has_the_known_roots(size: int) -> None:
    frontier, _ = grown(KNOWN_LEAVES[:size])

    assert frontier.root().hex() == KNOWN_ROOTS[size - 1]


@given(LEAVES)
def test_it_has_the_root_of_the_definition(leaves: list[bytes]) -> None:
    frontier, _ = grown(leaves)

    assert frontier.root() == defined_root(leaves)
    assert frontier.size == len(leaves)


@given(LEAVES.filter(bool))
def test_it_has_the_root_another_library_computes(leaves: list[bytes]) -> None:
    other = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        other.append_entry(leaf)

    frontier, _ = grown(leaves)

    assert frontier.root() == other.get_root()


@given(LEAVES, st.data())
def test_it_finds_any_past_root_from_what_is_stored(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, len(leaves)))
    _, stored = grown(leaves)

    past = tree.frontier_at(size, lambda node: node.among(*stored[node.entry_index]))

    assert past.root() == defined_root(leaves[:size])


@given(LEAVES, LEAVES)
def test_it_grows_alike_at_once_and_bit_by_bit(first: list[bytes], then: list[bytes]) -> None:
    frontier, _ = grown(first)

    later, _ = tree.append_all(frontier, [tree.leaf_hash(one) for one in then])

    assert later == grown(first + then)[0]
