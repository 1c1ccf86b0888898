"""The command as people meet it."""

import io
import sys
from pathlib import Path

import pytest

from accord_verify.command import main
from accord_verify.progress import Progress
from tests.verifier import attacks
from tests.verifier.asking import Verifier, written
from tests.verifier.writer import Export, Signer


def test_it_says_what_it_verified(honest: Export, verify: Verifier) -> None:
    code, said = verify.text(honest.path)

    lines = said.splitlines()
    assert code == 0
    assert lines[0] == f"{honest.origin}: verified"
    assert lines[1].startswith(f"  {len(honest.leaves)} entries, root ")
    assert lines[2] == f"  signed by {honest.signer.short}"
    assert lines[-1].endswith("erased or not shown to you")


def test_it_says_the_first_bad_entry_first(export: Export, verify: Verifier) -> None:
    attacks.edited(export, 300)
    attacks.tile_lies(export, 520)

    code, said = verify.text(export.path)

    lines = said.splitlines()
    assert code == 1
    assert lines[0] == f"{export.origin}: NOT VERIFIED"
    assert lines[1] == "  entry 300: its leaf is not the one that was signed"


def test_it_says_a_stretch_when_it_cannot_say_which(export: Export, verify: Verifier) -> None:
    attacks.edited_with_its_tile(export, 300)

    assert "\n  entries 256 to 511: one at least is not" in verify.text(export.path)[1]


def test_it_counts_the_faults_it_does_not_list(export: Export, verify: Verifier) -> None:
    export.leaves = [attacks.other(leaf) for leaf in export.leaves]
    export.write_bundles()

    assert f"\n  and {len(export.leaves) - 100} more" in verify.text(export.path)[1]


def test_it_says_who_cosigned_and_what_it_grew_from(
    export: Export, tmp_path: Path, verify: Verifier
) -> None:
    witness, absent = (Signer(name, kind=4) for name in ("health.test/w", "police.test/w"))
    old = written(tmp_path / "old", export.checkpoint_at(400))
    export.write_checkpoint(witness)

    both = ("--witness", witness.vkey, "--witness", absent.vkey)
    code, said = verify.text(export.path, *both, "--quorum", 1, "--old", old)

    assert code == 0
    assert "  cosigned by health.test/w+" in said
    assert "  not cosigned by police.test/w+" in said
    assert f"  begins with the 400 entries of {old}" in said


def test_it_lets_no_log_steer_the_terminal(export: Export, verify: Verifier) -> None:
    export.signer = Signer("accord.test/\x9b2J")
    export.write_checkpoint()

    said = verify.text(export.path)[1]

    assert "\x9b" not in said
    assert "\\x9b2J" in said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["{log}"],
        ["{log}", "--key"],
        ["{log}", "--key", "{key}", "--quorum", "-1"],
        ["{log}", "--key", "{key}", "--quick"],
    ],
)
def test_it_ends_with_2_when_asked_wrongly(
    arguments: list[str], honest: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [one.format(log=honest.path, key=honest.signer.vkey) for one in arguments]

    with pytest.raises(SystemExit) as ending:
        main(given)

    assert ending.value.code == 2
    assert "usage: accord-verify" in capsys.readouterr().err


def test_it_ends_with_2_when_there_is_nothing_to_check(tmp_path: Path, verify: Verifier) -> None:
    assert verify(tmp_path).code == 2
    assert verify(tmp_path / "nowhere").code == 2


def test_it_ends_with_2_when_the_key_is_none(honest: Export, verify: Verifier) -> None:
    assert verify.ask(honest.path, "--key", "accord.test").code == 2


def test_it_ends_with_2_when_there_is_no_token(
    honest: Export, tmp_path: Path, verify: Verifier
) -> None:
    assert verify(honest.path, "--token-file", tmp_path / "nowhere").code == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_shows_progress_on_a_terminal(
    honest: Export, verify: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    verify(honest.path)

    total = f"{len(honest.leaves):,}"
    assert f"{total} of {total} entries" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_it_shows_no_progress_elsewhere() -> None:
    file = io.StringIO()
    progress = Progress(file)

    progress.begin(10)
    progress.seen(10)
    progress.end()

    assert file.getvalue() == ""
