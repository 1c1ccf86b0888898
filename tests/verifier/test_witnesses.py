"""Cosignatures, C2SP tlog-cosignature, of the checkpoint that is verified."""

import pytest

from tests.verifier.asking import Verifier
from tests.verifier.writer import Export, Signer, checkpoint_text

HEALTH = Signer("health.test/w", kind=4, seed=b"h" * 32)
POLICE = Signer("police.test/w", kind=4, seed=b"p" * 32)


@pytest.fixture
def witnessed(export: Export) -> Export:
    export.write_checkpoint(HEALTH)
    return export


def both(*options: object) -> list[object]:
    return ["--witness", HEALTH.vkey, "--witness", POLICE.vkey, *options]


def test_it_needs_all_that_are_given(witnessed: Export, verify: Verifier) -> None:
    answer = verify(witnessed.path, *both())

    assert (answer.code, answer.codes) == (1, ["quorum_missed"])


def test_it_says_who_cosigned_and_when(witnessed: Export, verify: Verifier) -> None:
    answer = verify(witnessed.path, *both("--quorum", 1))

    assert answer.code == 0
    assert [one["cosigned_at"] for one in answer.said["witnesses"]] == [
        "2023-11-14T22:13:20+00:00",
        None,
    ]


def test_it_counts_both(export: Export, verify: Verifier) -> None:
    export.write_checkpoint(HEALTH, POLICE)

    assert verify(export.path, *both()).code == 0


def test_it_counts_one_key_of_two_names_once(export: Export, verify: Verifier) -> None:
    twin = Signer("twin.test/w", kind=4, seed=HEALTH.seed)
    export.write_checkpoint(HEALTH, twin)

    answer = verify(export.path, "--witness", HEALTH.vkey, "--witness", twin.vkey)

    assert answer.codes == ["quorum_missed"]


def test_it_refuses_a_cosignature_of_another_checkpoint(export: Export, verify: Verifier) -> None:
    earlier = checkpoint_text(export.origin, export.hashes[:400])
    path = export.path / "checkpoint"
    path.write_text(path.read_text("utf-8") + HEALTH.cosignature(earlier, 1_700_000_000), "utf-8")

    answer = verify(export.path, "--witness", HEALTH.vkey, "--quorum", 0)

    assert (answer.code, answer.codes) == (1, ["cosignature_wrong"])


def test_it_refuses_a_cosignature_without_a_time(export: Export, verify: Verifier) -> None:
    export.write_checkpoint(HEALTH, at=0)

    answer = verify(export.path, "--witness", HEALTH.vkey, "--quorum", 0)

    assert answer.codes == ["cosignature_wrong"]


def test_it_outlives_a_time_beyond_the_calendar(export: Export, verify: Verifier) -> None:
    export.write_checkpoint(HEALTH, at=2**63 - 1)

    assert verify(export.path, "--witness", HEALTH.vkey).code == 0


def test_it_takes_no_key_of_a_log_for_a_witness(export: Export, verify: Verifier) -> None:
    assert verify(export.path, "--witness", export.signer.vkey).code == 2
