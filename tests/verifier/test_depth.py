"""A log of three levels of tiles: how narrow the answer is, by what was left as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier import attacks
from tests.verifier.asking import Verifier
from tests.verifier.test_leaves import ORIGIN, leaf
from tests.verifier.writer import Export, Signer, canonical

SIZE = 65_536 + 300
AT = 40_000


def logged(place: int) -> str:
    return f"2026-11-22T{place // 3600:02}:{place // 60 % 60:02}:{place % 60:02}.000000Z"


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Export:
    leaves = [
        canonical(leaf(place, logged=logged(place), req=f"{place:012}")) for place in range(SIZE)
    ]
    return Export(tmp_path_factory.mktemp("deep") / "log", ORIGIN, Signer(ORIGIN), leaves).write()


@pytest.fixture
def ask(deep: Export, capsys: pytest.CaptureFixture[str]) -> Verifier:
    return Verifier(deep.signer.vkey, capsys)


def test_it_verifies(deep: Export, ask: Verifier) -> None:
    answer = ask(deep.path)

    assert (answer.code, answer.said["size"]) == (0, SIZE)
    assert (deep.path / "tile" / "2" / "000.p" / "1").exists()


def with_tiles(*levels: int) -> Callable[[Export], None]:
    def attack(export: Export) -> None:
        attacks.edited(export, AT)
        export.write_tiles(levels)

    return attack


@pytest.mark.parametrize(
    ("levels", "where"),
    [
        ((), AT),
        ((1,), [0, 65_535]),
        ((0,), [AT // 256 * 256, AT // 256 * 256 + 255]),
        ((0, 1), [0, 65_535]),
    ],
)
def test_it_names_the_entries_below_the_lowest_tile_left(
    levels: tuple[int, ...], where: object, deep: Export, tmp_path: Path, ask: Verifier
) -> None:
    copy = deep.copy(tmp_path / "log")
    with_tiles(*levels)(copy)

    answer = ask(copy.path)

    assert answer.first == ("leaf_differs", where)


def test_it_names_the_first_however_many_there_are(
    export: Export, verify: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord_verify.walk.MOST_DEVIATIONS", 1)
    for at in (10, 300):
        attacks.edited(export, at)

    faults = verify(export.path).faults

    assert [(one["index"], one["range"]) for one in faults] == [(10, None), (None, [256, 511])]
