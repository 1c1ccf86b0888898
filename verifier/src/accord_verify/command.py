"""accord-verify: the command line, and what it answers people and programs."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn  # Any: keywords of argparse

from accord_verify.faults import CannotCheck
from accord_verify.memory import Memory, checkpoint_in
from accord_verify.notes import COSIGNATURE, ED25519, Key, Malformed, read_key
from accord_verify.places import place_at
from accord_verify.progress import Progress
from accord_verify.verdict import Earlier, Policy, Verdict, verify

VERIFIED, NOT_VERIFIED, NOT_CHECKED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    progress = Progress(sys.stderr)
    try:
        memory = Memory(asked.state)
        verdict = _verify(asked, memory, progress)
        if verdict.is_verified and verdict.checkpoint is not None:
            memory.keep(verdict.checkpoint)
    except CannotCheck as error:
        progress.end()
        return _say_not_checked(str(error), in_json=asked.json)
    progress.end()
    answer = json.dumps(as_json(verdict), indent=2) if asked.json else as_text(verdict)
    sys.stdout.write(answer + "\n")
    return VERIFIED if verdict.is_verified else NOT_VERIFIED


def _verify(asked: argparse.Namespace, memory: Memory, progress: Progress) -> Verdict:
    witnesses = _keys(asked.witness, COSIGNATURE)
    policy = Policy(
        keys=_keys(asked.key, ED25519),
        earlier=[Earlier(str(path), checkpoint_in(path)) for path in asked.old],
        witnesses=witnesses,
        quorum=len(witnesses) if asked.quorum is None else asked.quorum,
        remembered=memory.recall,
    )
    place = place_at(asked.log, _token(asked.token_file))
    return verify(place, policy, progress.seen, progress.begin)


def _keys(texts: Sequence[str], kind: int) -> list[Key]:
    try:
        return [read_key(text, kind) for text in texts]
    except Malformed as error:
        raise CannotCheck(f"{error}.") from error


def _token(path: Path | None) -> str:
    if path is None:
        return os.environ.get("ACCORD_TOKEN", "").strip()
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotCheck(f"{path} holds no token: {error}.") from error


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(NOT_CHECKED, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="accord-verify",
        description="Check an audit log of Accord, without trusting whoever keeps it.",
        epilog="Ends with 0 when it verifies, 1 when it does not, 2 when that could not be told.",
    )
    add = parser.add_argument
    several: Any = {"action": "append", "default": []}
    add("log", metavar="URL|DIR", help="https://…/api/v1/logs/{id}, or an exported directory")
    add("--key", metavar="VKEY", required=True, help="a verifier key of the log", **several)
    add("--old", metavar="FILE", type=Path, help="a checkpoint seen before", **several)
    add("--witness", metavar="VKEY", help="a verifier key of a witness", **several)
    add("--quorum", metavar="N", type=_count, help="how many of them must have cosigned; all")
    add("--token-file", metavar="FILE", type=Path, help="an auditor's token; else ACCORD_TOKEN")
    add("--state", metavar="FILE", type=Path, help="where what was seen is remembered")
    add("--json", action="store_true", help="answer for programs")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return int(text)


def _say_not_checked(why: str, *, in_json: bool) -> int:
    sys.stderr.write(f"accord-verify: {why}\n")
    if in_json:
        sys.stdout.write(json.dumps({"verified": False, "not_checked": why}) + "\n")
    return NOT_CHECKED


def as_json(verdict: Verdict) -> dict[str, object]:
    seen = verdict.checkpoint
    return {
        "verified": verdict.is_verified,
        "origin": seen and seen.origin,
        "size": seen and seen.size,
        "root": seen and seen.root_text,
        "faults": [one.as_json() for one in verdict.faults.listed()],
        "more_faults": verdict.faults.unlisted,
        "keys": [str(key) for key in verdict.keys],
        "witnesses": [
            {"key": str(key), "cosigned_at": at and at.isoformat()}
            for key, at in verdict.witnesses.items()
        ],
        "old": [
            {"name": one.name, "size": one.checkpoint.size, "holds": holds}
            for one, holds in verdict.earlier.items()
        ],
        "disclosures": {"disclosed": verdict.disclosed, "withheld": verdict.withheld},
    }


def as_text(verdict: Verdict) -> str:
    seen = verdict.checkpoint
    outcome = "verified" if verdict.is_verified else "NOT VERIFIED"
    lines = [f"{seen.origin if seen else 'The log'}: {outcome}"]
    lines += [str(fault) for fault in verdict.faults.listed()]
    if verdict.faults.unlisted:
        lines.append(f"and {verdict.faults.unlisted} more")
    if seen:
        lines.append(f"{seen.size} entries, root {seen.root_text}")
    lines += [f"signed by {key}" for key in verdict.keys]
    lines += [
        f"cosigned by {key} at {at.isoformat()}" if at else f"not cosigned by {key}"
        for key, at in verdict.witnesses.items()
    ]
    lines += [
        f"begins with the {one.checkpoint.size} entries of {one.name}"
        for one, holds in verdict.earlier.items()
        if holds
    ]
    if verdict.is_verified:
        lines.append(
            f"{verdict.disclosed} values disclosed, {verdict.withheld} erased or not shown to you"
        )
    return "\n  ".join(_printable(line) for line in lines)


def _printable(line: str) -> str:
    """What a log or a server says must not steer the terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in line)
