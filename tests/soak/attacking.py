"""Each attack on a copy of the export, and what the verifier said of it."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # the answer is JSON

from tests.architecture.source import ROOT
from tests.verifier import attacks
from tests.verifier.attacks import Attack
from tests.verifier.writer import Export


@dataclass(frozen=True)
class Case:
    """What is done, at which part of the log, and what a partner had kept from before."""

    what: str
    attack: Attack
    at: float = 0.7
    kept_at: tuple[float, ...] = ()
    is_remembered: bool = False


CASES = (
    Case("an entry edited", attacks.edited),
    Case("an entry edited, and its hash tile", attacks.edited_with_its_tile),
    Case("an entry edited, and every tile", attacks.edited_with_every_tile),
    Case("the same, with checkpoints kept", attacks.edited_with_every_tile, kept_at=(0.69, 0.71)),
    Case("the log rewritten and signed anew", attacks.rewritten_and_signed, kept_at=(0.69, 0.71)),
    Case("the same, against memory", attacks.rewritten_and_signed, is_remembered=True),
    Case("two entries swapped", attacks.swapped),
    Case("an entry removed, the rest moved up", attacks.removed),
    Case("an entry taken out of its bundle", attacks.removed_in_place),
    Case("an entry slipped in", attacks.doubled),
    Case("the tail cut off", attacks.cut_off, at=0.999),
    Case("the tail cut off and signed anew", attacks.cut_off_and_signed, kept_at=(0.9,)),
    Case("a backup restored", attacks.cut_off_and_signed, at=0.95, is_remembered=True),
    Case("a backup restored, and grown since", attacks.restored_and_grown, kept_at=(0.6, 0.8)),
    Case("signed by another key", attacks.signed_by_another),
    Case("another origin", attacks.moved_to_another_origin),
    Case("a bundle missing", attacks.bundle_gone),
    Case("bytes behind a bundle", attacks.bundle_trails),
    Case("a tile missing", attacks.tile_gone),
    Case("a tile that lies", attacks.tile_lies),
    Case("a partial tile that lies", attacks.tile_lies, at=1),
    Case("the topmost tile lies", attacks.top_lies),
    Case("bytes behind a tile", attacks.tile_trails),
    Case("bytes behind the checkpoint", attacks.checkpoint_trails),
    Case("a disclosure altered", attacks.disclosure_altered),
    Case("two disclosures swapped", attacks.disclosures_swapped),
    Case("a disclosure invented", attacks.disclosure_invented),
)


# What the kernel counts for a child begins with what its parent had; this begins with nothing.
MEASURED = """
import sys
from pathlib import Path
from accord_verify.command import main
code = main(sys.argv[1:])
lines = Path("/proc/self/status").read_text().splitlines()
sys.stdout.write(next(line for line in lines if line.startswith("VmHWM")).split()[1])
sys.exit(code)
"""


@dataclass(frozen=True)
class Outcome:
    """`work` is the time of the processor: others may have had it in between."""

    code: int
    answer: dict[str, Any]
    seconds: float
    work: float
    megabytes: int

    @property
    def said(self) -> str:
        if "faults" not in self.answer:
            return str(self.answer["not_checked"])
        if not self.answer["faults"]:
            return "verified"
        first = self.answer["faults"][0]
        low, high = first["range"] or (first["index"], None)
        where = "" if low is None else f"{low:,}: " if high is None else f"{low:,} to {high:,}: "
        return f"{where}{first['code']}"


def verifier(*arguments: object, token: str = "") -> Outcome:
    """As a program of its own, which sees nothing of the product."""
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "verifier" / "src")}
    started = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  # our own module, files of our own
        [sys.executable, "-c", MEASURED, *map(str, arguments), "--json"],
        stdout=subprocess.PIPE,
        env={**surroundings, "ACCORD_TOKEN": token},
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    answer, kilobytes = said.rstrip().rsplit("\n", 1)
    return Outcome(
        process.returncode,
        json.loads(answer),
        seconds=time.monotonic() - started,
        work=used.ru_utime + used.ru_stime,
        megabytes=int(kilobytes) // 1024,
    )


def attacked(
    honest: Export, place: Path, say: Callable[[str], None]
) -> Iterator[tuple[Case, Outcome]]:
    for number, case in enumerate(CASES, 1):
        say(f"attack {number} of {len(CASES)}: {case.what}")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        state = place / "state"
        if case.is_remembered:
            shutil.copy(honest.path / "checkpoint", state)
        options: list[object] = ["--key", honest.signer.vkey, "--state", state]
        for part in case.kept_at:
            kept = place / f"kept-{part}"
            kept.write_bytes(honest.checkpoint_at(int(len(honest.leaves) * part)))
            options += ["--old", kept]
        copy = honest.copy(place / "log")
        case.attack(copy, min(int(len(honest.leaves) * case.at), len(honest.leaves) - 1))
        yield case, verifier(copy.path, *options)
    shutil.rmtree(place)
