"""Over HTTP: the same verdict, and no verdict when the server does not answer."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any  # an entry is JSON

import pytest

from tests.verifier import attacks
from tests.verifier.asking import Verifier, written
from tests.verifier.shelf import TOKEN, Response, Shelf, shelved, zipped
from tests.verifier.writer import Export


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have waited."""
    waited: list[float] = []
    monkeypatch.setattr("accord_verify.places.time.sleep", waited.append)
    return waited


@pytest.fixture
def shelf(export: Export, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setenv("ACCORD_TOKEN", TOKEN)
    with shelved(export) as shelf:
        yield shelf


def once(name: str, response: Response) -> Callable[[str], Response | None]:
    """In place of the first answer to that."""
    left = [response]
    return lambda asked: left.pop() if asked == name and left else None


def test_it_verifies_an_honest_server(shelf: Shelf, verify: Verifier) -> None:
    answer = verify(shelf.address)

    assert (answer.code, answer.faults) == (0, [])
    assert answer.said["size"] == len(shelf.export.leaves)
    disclosed = [one for one in shelf.export.disclosures.values() if one is not None]
    assert answer.said["disclosures"] == {
        "disclosed": len(disclosed),
        "withheld": len(shelf.export.disclosures) - len(disclosed),
    }


def test_it_reads_every_bundle_and_tile_once(shelf: Shelf, verify: Verifier) -> None:
    verify(shelf.address)

    tiles = sorted(name for name in shelf.asked if name.startswith("tile/"))
    files = [path for path in (shelf.export.path / "tile").rglob("*") if path.is_file()]
    assert tiles == sorted(str(path.relative_to(shelf.export.path)) for path in files)


def test_it_takes_the_token_from_a_file(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verify: Verifier
) -> None:
    monkeypatch.delenv("ACCORD_TOKEN")
    token = written(tmp_path / "token", TOKEN.encode() + b"\n")

    assert verify(shelf.address, "--token-file", token).code == 0


def test_it_names_an_edited_leaf(shelf: Shelf, verify: Verifier) -> None:
    attacks.edited(shelf.export, 300)

    assert verify(shelf.address).first == ("leaf_differs", 300)


def altered(place: int, **changed: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda entry: {**entry, **changed} if entry["index"] == place else entry


def test_it_notices_an_entry_listed_otherwise_than_in_its_bundle(
    shelf: Shelf, verify: Verifier
) -> None:
    leaf = attacks.other(shelf.export.leaves[300]).decode()
    shelf.shown = altered(300, leaf=leaf)

    assert verify(shelf.address).first == ("entry_differs", 300)


@pytest.mark.parametrize("changed", [{"leaf": "\ud800"}, {"leaf": ""}])
def test_it_outlives_an_entry_that_is_no_text(
    changed: dict[str, str], shelf: Shelf, verify: Verifier
) -> None:
    shelf.shown = altered(300, **changed)

    assert verify(shelf.address).first == ("entry_differs", 300)


def test_it_notices_an_entry_that_is_passed_over(shelf: Shelf, verify: Verifier) -> None:
    shelf.shown = altered(300, index=299)

    assert verify(shelf.address).first == ("entry_not_shown", 300)


def test_it_notices_a_disclosure_given_with_another_entry(shelf: Shelf, verify: Verifier) -> None:
    _, value = attacks.disclosed(shelf.export)[0]
    digest = attacks.disclosed(shelf.export)[0][0].encode()
    elsewhere = next(at for at, leaf in enumerate(shelf.export.leaves) if digest not in leaf)
    shelf.shown = altered(elsewhere, disclosures=[value])

    assert verify(shelf.address).first == ("disclosure_unfit", elsewhere)


def test_it_opens_what_was_compressed(shelf: Shelf, verify: Verifier) -> None:
    bundle = shelf.export.tile("entries", 0).read_bytes()
    shelf.before = lambda name: zipped(bundle) if name == "tile/entries/000" else None

    assert verify(shelf.address).code == 0


def test_it_opens_no_bundle_beyond_the_size_one_can_have(shelf: Shelf, verify: Verifier) -> None:
    bomb = shelf.export.tile("entries", 0).read_bytes() + b"\0" * (1 << 26)
    shelf.before = lambda name: zipped(bomb) if name == "tile/entries/000" else None

    assert verify(shelf.address).first == ("bundle_malformed", 255)


def test_it_asks_again_when_the_server_is_busy(
    shelf: Shelf, verify: Verifier, impatient: list[float]
) -> None:
    shelf.before = once("tile/entries/000", Response(429, Retry_After="7"))

    assert verify(shelf.address).code == 0
    assert impatient == [7]


def test_it_asks_again_when_the_answer_breaks_off(shelf: Shelf, verify: Verifier) -> None:
    shelf.before = once("tile/entries/000", Response(200, b"half", Content_Length="4000"))

    assert verify(shelf.address).code == 0


@pytest.mark.parametrize(
    ("status", "why"), [(401, "token"), (403, "audit:read"), (500, "500"), (503, "503")]
)
def test_it_gives_no_verdict_when_refused(
    status: int, why: str, shelf: Shelf, verify: Verifier
) -> None:
    shelf.before = lambda name: Response(status) if name.startswith("tile/entries") else None

    answer = verify(shelf.address)

    assert (answer.code, answer.said["verified"]) == (2, False)
    assert why in answer.said["not_checked"]


def test_it_passes_on_why_the_server_refuses(shelf: Shelf, verify: Verifier) -> None:
    restored = Response(503, b'{"detail": "The log was signed at 900 entries and now has 600."}')
    shelf.before = lambda name: restored if name == "checkpoint" else None

    assert "now has 600" in verify(shelf.address).said["not_checked"]


def test_it_gives_no_verdict_when_there_is_no_log(shelf: Shelf, verify: Verifier) -> None:
    shelf.before = lambda _name: Response(404)

    assert verify(shelf.address).code == 2


IN_ANOTHER_FORM = [
    {},
    {"index": "0", "leaf": "", "disclosures": []},
    {"index": 0, "leaf": 5, "disclosures": []},
    {"index": 0, "leaf": "", "disclosures": None},
    {"index": 0, "leaf": "", "disclosures": [5]},
]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"results":[],"after":"x","size":9}',
        b'{"results":[],"after":1}',
        *(
            json.dumps({"results": [one], "after": 1, "size": 9}).encode()
            for one in IN_ANOTHER_FORM
        ),
    ],
)
def test_it_gives_no_verdict_when_entries_are_listed_in_another_form(
    body: bytes, shelf: Shelf, verify: Verifier
) -> None:
    shelf.before = lambda name: Response(200, body) if name == "entries" else None

    assert verify(shelf.address).code == 2


def test_it_gives_no_verdict_when_nobody_listens(export: Export, verify: Verifier) -> None:
    with shelved(export) as shelf:
        address = shelf.address

    answer = verify(address)

    assert answer.code == 2
    assert "does not answer" in answer.said["not_checked"]


def test_it_follows_no_redirection(shelf: Shelf, verify: Verifier) -> None:
    """The token is meant for one server."""
    elsewhere = Response(302, Location=f"{shelf.address}/elsewhere")
    shelf.before = lambda name: elsewhere if name == "checkpoint" else None

    assert verify(shelf.address).code == 2
    assert shelf.asked == ["checkpoint"]


def test_it_sends_no_token_in_the_clear(verify: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_TOKEN", TOKEN)

    answer = verify("http://accord.example/api/v1/logs/1")

    assert answer.code == 2
    assert "https" in answer.said["not_checked"]


@pytest.mark.parametrize("address", ["https://", "https://accord.example/logs?x=1"])
def test_it_knows_what_is_no_address(address: str, verify: Verifier) -> None:
    assert verify(address).code == 2


def test_it_looks_again_when_the_log_grew_meanwhile(shelf: Shelf, verify: Verifier) -> None:
    """The partial tiles of the checkpoint it had seen are gone by then."""
    shelf.before = once("checkpoint", Response(200, shelf.export.checkpoint_at(500)))

    answer = verify(shelf.address)

    assert (answer.code, answer.said["size"]) == (0, len(shelf.export.leaves))


def test_it_takes_the_full_tiles_of_a_log_that_grew_meanwhile(
    shelf: Shelf, verify: Verifier
) -> None:
    """The partial tile of level 1 is kept; those of level 0 and the bundle are full by now."""
    export, size = shelf.export, 300
    shelf.before = lambda name: _as_of(export, size, name)

    answer = verify(shelf.address)

    assert (answer.code, answer.said["size"]) == (0, size)


def _as_of(export: Export, size: int, name: str) -> Response | None:
    kept = {"checkpoint": export.checkpoint_at(size), "tile/1/000.p/1": _first_of_level_1(export)}
    return Response(200, kept[name]) if name in kept else None


def _first_of_level_1(export: Export) -> bytes:
    return export.tile(1, 0).read_bytes()[:32]
