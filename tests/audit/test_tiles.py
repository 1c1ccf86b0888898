"""Addresses of tiles, by the rules of Go's checksum database and of C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.audit.tiles import HIGHEST_LEVEL, NoSuchTile, Tile, bundle_of, tile_at, tiles_of

ARABIC_ONE = "\N{ARABIC-INDIC DIGIT ONE}"
# fmt: off
MALFORMED_PLACES = [
    "", "0", "0000", "x000", "000\n", " 000", "/000", "000/", "-01", "data", ARABIC_ONE * 3,
    "x000/000", "x000/x001/000", "001/000", "x001/x000", "X001/000", "x1/000", "x001/",
    "x001//000", "x001/000/", "x001/x000/x000/x000/x000/000",
]
MALFORMED_WIDTHS = [
    ".p", ".p/", ".p/0", ".p/01", ".p/256", ".p/1000", ".p/-1", ".p/1.p/1", ".P/1", ".p/1/",
    ".p1", "/.p/1", ".p/1\n", f".p/{ARABIC_ONE}",
]
# fmt: on
TILES = st.builds(
    Tile, st.integers(0, HIGHEST_LEVEL), st.integers(0, 10**15 - 1), st.integers(1, 256)
)


@pytest.mark.parametrize(
    ("tile", "address"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(4, 5), "tile/4/005"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(3, 1234067), "tile/3/x001/x234/067"),
        (Tile(3, 1234067, 1), "tile/3/x001/x234/067.p/1"),
        (Tile(1, 123456789, 255), "tile/1/x123/x456/789.p/255"),
    ],
)
def test_it_has_the_address_of_the_rules(tile: Tile, address: str) -> None:
    _, level, rest = address.split("/", 2)

    assert tile.address == address
    assert tile_at(level, rest) == tile
    assert tile.address_of_entries == f"tile/entries/{rest}"


@given(TILES)
def test_it_finds_each_tile_at_its_address(tile: Tile) -> None:
    _, level, rest = tile.address.split("/", 2)

    assert tile_at(level, rest) == tile


@pytest.mark.parametrize("level", ["", "6", "-1", "00", "01", "63", "data", ARABIC_ONE, "0\n"])
def test_it_knows_no_other_level(level: str) -> None:
    with pytest.raises(NoSuchTile):
        tile_at(level, "000")


@pytest.mark.parametrize("place", MALFORMED_PLACES)
def test_it_knows_no_other_place(place: str) -> None:
    with pytest.raises(NoSuchTile):
        tile_at("0", place)


@pytest.mark.parametrize("width", MALFORMED_WIDTHS)
def test_it_knows_no_other_width(width: str) -> None:
    with pytest.raises(NoSuchTile):
        tile_at("0", f"000{width}")


def addresses(size: int) -> list[str]:
    return [tile.address.removeprefix("tile/") for tile in tiles_of(size)]


@pytest.mark.parametrize(
    ("size", "tiles"),
    [
        (0, []),
        (1, ["0/000.p/1"]),
        (255, ["0/000.p/255"]),
        (256, ["0/000", "1/000.p/1"]),
        (257, ["0/000", "0/001.p/1", "1/000.p/1"]),
        (512, ["0/000", "0/001", "1/000.p/2"]),
    ],
)
def test_it_lists_the_tiles_of_a_tree(size: int, tiles: list[str]) -> None:
    assert addresses(size) == tiles


def test_it_lists_the_tiles_of_the_example_of_the_rules() -> None:
    listed = addresses(70_000)

    assert len(listed) == 273 + 1 + 1 + 1 + 1
    assert listed[272:] == ["0/272", "0/273.p/112", "1/000", "1/001.p/17", "2/000.p/1"]


@given(st.integers(1, 300_000))
def test_it_lists_nothing_beyond_the_tree(size: int) -> None:
    listed = list(tiles_of(size))

    assert all(tile.lies_within(size) for tile in listed)
    assert not any(
        Tile(tile.level, tile.place, tile.width + 1).lies_within(size)
        for tile in listed
        if tile.width < 256
    )


def test_it_writes_the_length_before_each_entry() -> None:
    assert bundle_of([b"one", b"", b"x" * 65_535]) == (
        b"\x00\x03one" + b"\x00\x00" + b"\xff\xff" + b"x" * 65_535
    )
