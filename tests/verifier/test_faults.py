"""Every attack on a small real log is noticed, and named as far as it can be."""

from typing import Any  # what is expected depends on the attack

import pytest

from tests.verifier import attacks
from tests.verifier.asking import Verifier
from tests.verifier.attacks import Attack
from tests.verifier.writer import Export


def test_it_verifies_an_honest_log(honest: Export, verify: Verifier) -> None:
    answer = verify(honest.path)

    assert (answer.code, answer.said["verified"], answer.faults) == (0, True, [])
    assert answer.said["size"] == len(honest.leaves) > 512
    assert answer.said["keys"] == [honest.signer.short]


def test_it_counts_what_was_erased(honest: Export, verify: Verifier) -> None:
    counted = verify(honest.path).said["disclosures"]

    erased = [one for one in honest.disclosures.values() if one is None]
    assert counted["withheld"] == len(erased) > 0
    assert counted["disclosed"] == len(honest.disclosures) - len(erased)


@pytest.mark.parametrize(
    ("attack", "at", "caught"),
    [
        (attacks.edited, 300, ("leaf_differs", 300)),
        (attacks.edited, 0, ("leaf_differs", 0)),
        (attacks.edited, -1, ("leaf_differs", -1)),
        (attacks.edited_with_its_tile, 300, ("leaf_differs", [256, 511])),
        (attacks.edited_with_every_tile, 300, ("root_differs", [0, -1])),
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
        (attacks.disclosure_invented, 0, ("disclosure_unfit", None)),
    ],
)
def test_it_names_what_was_done(
    attack: Attack, at: int, caught: tuple[str, Any], export: Export, verify: Verifier
) -> None:
    size = len(export.leaves)
    attack(export, at % size)

    answer = verify(export.path)

    assert (answer.code, answer.said["verified"]) == (1, False)
    assert answer.first == (caught[0], _from_the_end(caught[1], size))


def _from_the_end(where: Any, size: int) -> Any:
    if isinstance(where, list):
        return [one % size for one in where]
    return where if where is None else where % size


@pytest.mark.parametrize("attack", [attacks.disclosure_altered, attacks.disclosures_swapped])
def test_it_names_the_entry_of_a_disclosure_that_is_another(
    attack: Attack, export: Export, verify: Verifier
) -> None:
    digest = attacks.disclosed(export)[0][0]
    first = next(at for at, leaf in enumerate(export.leaves) if digest.encode() in leaf)
    attack(export, 0)

    found = {(one["code"], one["index"]) for one in verify(export.path).faults}

    assert ("disclosure_altered", first) in found


def test_it_needs_no_disclosures(export: Export, verify: Verifier) -> None:
    (export.path / "disclosures.jsonl").unlink()

    answer = verify(export.path)

    assert answer.code == 0
    assert answer.said["disclosures"] == {"disclosed": 0, "withheld": len(export.disclosures)}


def test_it_takes_the_full_tile_for_a_partial_one(export: Export, verify: Verifier) -> None:
    """As a log that has grown since may keep it."""
    checkpoint = export.checkpoint_at(300)
    export.disclosures = {
        digest: None
        for digest in export.disclosures
        if digest.encode() in b"".join(export.leaves[:300])
    }
    export.write_disclosures()
    (export.path / "checkpoint").write_bytes(checkpoint)

    answer = verify(export.path)

    assert (answer.codes, answer.said["size"]) == (["tile_missing"], 300)
    assert answer.faults[0]["why"] == "tile/1/000.p/1 is missing"


def test_it_goes_on_after_a_bundle_that_is_gone(export: Export, verify: Verifier) -> None:
    """The hashes of the entries that are missing stand for them."""
    attacks.bundle_gone(export, 0)
    attacks.edited(export, 530)
    attacks.bundle_gone(export, 0)

    answer = verify(export.path)

    assert answer.codes == ["bundle_missing", "leaf_differs"]
    assert answer.faults[1]["index"] == 530


def test_it_stops_where_nothing_is_left(export: Export, verify: Verifier) -> None:
    attacks.bundle_gone(export, 300)
    attacks.tile_gone(export, 300)

    assert verify(export.path).codes == ["bundle_missing", "tile_missing"]


def test_it_tells_apart_an_edit_and_a_tile_that_lies(export: Export, verify: Verifier) -> None:
    attacks.edited(export, 300)
    attacks.tile_lies(export, 520)

    found = [(one["code"], one["index"]) for one in verify(export.path).faults]

    assert found == [("leaf_differs", 300), ("tile_differs", 520)]


def test_it_says_so_when_no_root_tells_what_is_right(export: Export, verify: Verifier) -> None:
    attacks.edited_with_every_tile(export, 300)
    attacks.tile_lies(export, 520)

    answer = verify(export.path)

    assert answer.first == ("root_differs", [0, len(export.leaves) - 1])
    assert answer.codes == ["root_differs", "tile_differs"]
