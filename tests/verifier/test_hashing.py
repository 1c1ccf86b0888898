"""The tree and its tiles, against RFC 6962 word for word and values published elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord_verify.merkle import WIDTH, hash_leaves, root_of_edge, root_of_perfect
from accord_verify.tiles import Tile, open_bundle, partial_tiles
from tests.verifier.writer import bundle_of, leaf_hash, mth, place_of

# The inputs and roots that implementations of Certificate Transparency test themselves with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def edge_of(hashes: list[bytes]) -> list[list[bytes]]:
    """What a walk is left with."""
    levels = []
    while hashes:
        full = len(hashes) // WIDTH * WIDTH
        levels.append(hashes[full:])
        hashes = [root_of_perfect(hashes[at : at + WIDTH]) for at in range(0, full, WIDTH)]
    return levels


@pytest.mark.parametrize("size", ROOTS)
def test_it_has_the_published_roots(size: int) -> None:
    assert root_of_edge(edge_of(hash_leaves(LEAVES[:size]))).hex() == ROOTS[size]


@given(st.integers(0, 1_100))
@settings(deadline=None, max_examples=50)
def test_it_has_the_root_of_the_definition(size: int) -> None:
    hashes = [leaf_hash(place.to_bytes(4, "big")) for place in range(size)]

    assert root_of_edge(edge_of(hashes)) == mth(hashes)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 66_000])
def test_it_has_the_root_of_the_definition_over_three_levels(size: int) -> None:
    hashes = [leaf_hash(place.to_bytes(4, "big")) for place in range(size)]

    assert root_of_edge(edge_of(hashes)) == mth(hashes)


def test_it_has_the_tiles_of_the_example_in_the_specification() -> None:
    assert [tile.path for tile in partial_tiles(70_000)] == [
        "tile/entries/273.p/112",
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_it_has_no_partial_tile_beneath_a_full_one() -> None:
    assert [tile.path for tile in partial_tiles(256)] == ["tile/1/000.p/1"]


@given(st.integers(0, 10**12))
def test_it_writes_numbers_in_groups_of_three(number: int) -> None:
    assert Tile(0, number, 256).path == f"tile/0/{place_of(number)}"


def test_it_writes_the_number_of_the_specification() -> None:
    assert Tile(3, 1234067, 256).path == "tile/3/x001/x234/067"


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_it_opens_what_was_bundled(leaves: list[bytes]) -> None:
    assert open_bundle(bundle_of(leaves), len(leaves)) == (leaves, None)


@pytest.mark.parametrize(
    ("content", "leaves"),
    [
        (b"\x00\x01a\x00", [b"a"]),
        (b"\x00\x01a\x00\x02b", [b"a"]),
        (b"\x00\x01a", [b"a"]),
        (b"", []),
        (b"\x00\x01a\x00\x01b\x00", [b"a", b"b"]),
    ],
)
def test_it_notices_a_bundle_cut_or_lengthened(content: bytes, leaves: list[bytes]) -> None:
    opened, why = open_bundle(content, 2)

    assert (opened, why is None) == (leaves, False)
