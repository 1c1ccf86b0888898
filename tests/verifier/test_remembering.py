"""What only a checkpoint from before can show: a log that was cut, or rewritten and signed anew."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest

from tests.verifier import attacks
from tests.verifier.asking import Verifier, written
from tests.verifier.writer import Export, Signer


@pytest.fixture
def old(honest: Export, tmp_path: Path) -> Path:
    """What a partner kept when the log had 400 entries."""
    return written(tmp_path / "old", honest.checkpoint_at(400))


def test_it_finds_the_log_to_have_grown(honest: Export, old: Path, verify: Verifier) -> None:
    answer = verify(honest.path, "--old", old)

    assert answer.code == 0
    assert answer.said["old"] == [{"name": str(old), "size": 400, "holds": True}]


def test_it_sees_nothing_in_a_log_rewritten_whole(export: Export, verify: Verifier) -> None:
    """With the real key it is perfect within itself. This is why checkpoints are kept."""
    attacks.rewritten_and_signed(export, 300)

    assert verify(export.path).code == 0


def test_it_notices_a_fork(export: Export, old: Path, verify: Verifier) -> None:
    attacks.rewritten_and_signed(export, 300)

    answer = verify(export.path, "--old", old)

    assert (answer.code, answer.first) == (1, ("fork", [0, 399]))
    assert answer.said["old"][0]["holds"] is False


def test_it_narrows_a_fork_to_between_two_old_checkpoints(
    export: Export, honest: Export, old: Path, tmp_path: Path, verify: Verifier
) -> None:
    older = written(tmp_path / "older", honest.checkpoint_at(299))
    attacks.rewritten_and_signed(export, 300)

    answer = verify(export.path, "--old", old, "--old", older)

    assert answer.first == ("fork", [299, 399])


def test_it_narrows_an_edit_to_between_two_old_checkpoints(
    export: Export, honest: Export, old: Path, tmp_path: Path, verify: Verifier
) -> None:
    """Though no tile is left that would tell."""
    older = written(tmp_path / "older", honest.checkpoint_at(299))
    attacks.edited_with_every_tile(export, 300)

    answer = verify(export.path, "--old", old, "--old", older)

    assert answer.first == ("root_differs", [299, 399])


def test_it_names_the_one_entry_between_two_old_checkpoints(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    before = written(tmp_path / "before", honest.checkpoint_at(300))
    after = written(tmp_path / "after", honest.checkpoint_at(301))
    attacks.rewritten_and_signed(export, 300)

    answer = verify(export.path, "--old", before, "--old", after)

    assert answer.first == ("fork", 300)


def test_it_notices_another_log_of_the_same_size(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    same = written(tmp_path / "same", honest.checkpoint_at(len(honest.leaves)))
    attacks.rewritten_and_signed(export, 300)

    assert verify(export.path, "--old", same).first == ("fork", [0, len(honest.leaves) - 1])


def test_it_notices_a_log_that_was_cut(export: Export, old: Path, verify: Verifier) -> None:
    attacks.cut_off_and_signed(export, 350)

    answer = verify(export.path, "--old", old)

    assert answer.first == ("rollback", [350, 399])
    assert "the log had 400 entries, now 350" in answer.faults[0]["why"]


def test_it_takes_an_old_checkpoint_of_the_empty_log(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    empty = written(tmp_path / "empty", honest.checkpoint_at(0))

    assert verify(honest.path, "--old", empty).said["old"][0]["holds"] is True


def test_it_believes_no_old_checkpoint_of_another_key(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    forged = Export(
        tmp_path, honest.origin, Signer(honest.origin, seed=b"o" * 32), honest.leaves
    ).checkpoint_at(400)

    answer = verify(honest.path, "--old", written(tmp_path / "old", forged))

    assert (answer.code, answer.codes) == (1, ["old_key_wrong"])


def test_it_notices_an_old_checkpoint_of_another_log(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    elsewhere = Export(tmp_path, "accord.test/sefton", Signer("accord.test/sefton"), [])
    old = written(tmp_path / "old", elsewhere.checkpoint_at(0))

    answer = verify(honest.path, "--key", elsewhere.signer.vkey, "--old", old)

    assert (answer.code, answer.codes) == (1, ["origin_differs"])


def test_it_cannot_check_against_a_file_that_holds_no_checkpoint(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    answer = verify(honest.path, "--old", written(tmp_path / "old", b"Remember me.\n"))

    assert answer.code == 2
    assert "holds no checkpoint" in answer.said["not_checked"]


def remembered(export: Export, tmp_path: Path) -> Path:
    return tmp_path / "state" / "accord-verify" / sha256(export.origin.encode()).hexdigest()


def test_it_remembers_what_it_saw_for_its_owner_alone(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    verify(honest.path)

    state = remembered(honest, tmp_path)
    assert state.read_bytes() == (honest.path / "checkpoint").read_bytes()
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert list(state.parent.iterdir()) == [state]


def test_it_notices_a_fork_of_what_it_saw(export: Export, honest: Export, verify: Verifier) -> None:
    verify(honest.path)
    attacks.rewritten_and_signed(export, 300)

    answer = verify(export.path)

    assert answer.first == ("fork", [0, len(honest.leaves) - 1])


def test_it_notices_a_restored_backup(export: Export, honest: Export, verify: Verifier) -> None:
    verify(honest.path)
    attacks.cut_off_and_signed(export, 500)

    assert verify(export.path).first == ("rollback", [500, len(honest.leaves) - 1])


def test_it_notices_a_restored_backup_that_grew_past_what_it_saw(
    export: Export, tmp_path: Path, verify: Verifier
) -> None:
    state = written(tmp_path / "seen", export.checkpoint_at(450))
    attacks.restored_and_grown(export, 440)

    answer = verify(export.path, "--state", state)

    assert answer.first == ("fork", [0, 449])
    assert str(state) in answer.faults[0]["why"]


def test_it_keeps_what_it_saw_when_the_log_does_not_verify(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    verify(honest.path)
    attacks.cut_off_and_signed(export, 500)
    verify(export.path)

    state = remembered(honest, tmp_path)
    assert state.read_bytes() == (honest.path / "checkpoint").read_bytes()
    assert verify(honest.path).code == 0


def test_it_moves_on_as_the_log_grows(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    state = written(tmp_path / "seen", honest.checkpoint_at(400))

    verify(honest.path, "--state", state)

    assert state.read_bytes() == (honest.path / "checkpoint").read_bytes()


def test_it_remembers_each_log_apart(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    verify(honest.path)
    elsewhere = Export(
        tmp_path / "elsewhere", "accord.test/sefton", Signer("accord.test/sefton"), []
    ).write()

    answer = verify.ask(elsewhere.path, "--key", elsewhere.signer.vkey)

    assert (answer.code, answer.said["size"]) == (0, 0)


def test_it_remembers_a_key_that_signs_no_more(
    export: Export, honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    """It was verified when it was seen."""
    verify(honest.path)
    attacks.signed_by_another(export, 0)

    answer = verify.ask(export.path, "--key", export.signer.vkey)

    assert answer.code == 0


def test_it_says_when_it_cannot_remember(honest: Export, tmp_path: Path, verify: Verifier) -> None:
    written(tmp_path / "file", b"")

    answer = verify(honest.path, "--state", tmp_path / "file" / "state")

    assert answer.code == 2
    assert "--state FILE" in answer.said["not_checked"]


def test_it_does_not_go_on_with_a_memory_it_cannot_read(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    answer = verify(honest.path, "--state", written(tmp_path / "seen", b"half of a che"))

    assert answer.code == 2
