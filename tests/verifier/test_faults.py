"""Every attack on a small real log is noticed, and named as far as it can be."""

import json
from pathlib import Path
from typing import Any  # the answer is JSON

import pytest

from accord_verify.command import main
from tests.verifier import attacks
from tests.verifier.attacks import Attack
from tests.verifier.writer import Export, Signer

Answer = dict[str, Any]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def verify(honest: Export, capsys: Capture) -> Any:
    """By the key the log had when it was honest."""

    def run(export: Export, *options: str | Path) -> Answer:
        given = [str(one) for one in (export.path, "--key", honest.signer.vkey, *options)]
        code = main([*given, "--json"])
        answer: Answer = json.loads(capsys.readouterr().out)
        assert code == (0 if answer["verified"] else 1)
        return answer

    return run


def first(answer: Answer) -> tuple[str, int | list[int] | None]:
    """The code of the first fault, and the entry or the stretch it is about."""
    fault = answer["faults"][0]
    return fault["code"], fault["range"] if fault["index"] is None else fault["index"]


def test_it_verifies_an_honest_log(honest: Export, verify: Any) -> None:
    answer = verify(honest)

    assert (answer["verified"], answer["faults"]) == (True, [])
    assert answer["size"] == len(honest.leaves) > 512
    assert answer["keys"] == [honest.signer.vkey.rpartition("+")[0]]


def test_it_counts_what_was_erased(honest: Export, verify: Any) -> None:
    answer = verify(honest)

    erased = [one for one in honest.disclosures.values() if one is None]
    assert answer["disclosures"]["withheld"] == len(erased) > 0
    assert answer["disclosures"]["disclosed"] == len(honest.disclosures) - len(erased)


@pytest.mark.parametrize(
    ("attack", "at", "caught"),
    [
        (attacks.edited, 300, ("leaf_differs", 300)),
        (attacks.edited, 0, ("leaf_differs", 0)),
        (attacks.edited, -1, ("leaf_differs", -1)),
        (attacks.edited_with_its_tile, 300, ("leaf_differs", [256, 511])),
        (attacks.edited_with_every_tile, 300, ("root_differs", "all")),
        (attacks.swapped, 300, ("leaf_differs", 300)),
        (attacks.removed, 300, ("leaf_differs", 300)),
        (attacks.removed_in_place, 300, ("leaf_differs", 300)),
        (attacks.doubled, 300, ("leaf_differs", 301)),
        (attacks.cut_off, 300, ("bundle_malformed", 300)),
        (attacks.cut_off, 530, ("bundle_malformed", 530)),
        (attacks.bundle_gone, 300, ("bundle_missing", [256, 511])),
        (attacks.bundle_trails, 300, ("bundle_malformed", 511)),
        (attacks.tile_gone, 300, ("tile_missing", [256, 511])),
        (attacks.tile_lies, 300, ("tile_differs", 300)),
        (attacks.tile_lies, 520, ("tile_differs", 520)),
        (attacks.top_lies, 0, ("tile_differs", [0, 255])),
        (attacks.tile_trails, 520, ("tile_malformed", [512, -1])),
        (attacks.checkpoint_trails, 0, ("checkpoint_malformed", None)),
        (attacks.signed_by_another, 0, ("key_wrong", None)),
        (attacks.moved_to_another_origin, 0, ("origin_differs", None)),
        (attacks.disclosures_swapped, 0, ("disclosure_altered", "an entry")),
        (attacks.disclosure_altered, 0, ("disclosure_altered", "an entry")),
        (attacks.disclosure_invented, 0, ("disclosure_unfit", None)),
    ],
)
def test_it_names_what_was_done(
    attack: Attack, at: int, caught: tuple[str, Any], export: Export, verify: Any
) -> None:
    size = len(export.leaves)
    attack(export, at % size)

    code, where = first(verify(export))

    assert code == caught[0]
    assert where == _expected(caught[1], size, where)


def _expected(where: Any, size: int, found: Any) -> Any:
    if where == "all":
        return [0, size - 1]
    if where == "an entry":
        return found if isinstance(found, int) else "an entry"
    if isinstance(where, list):
        return [one % size for one in where]
    return where if where is None else where % size
