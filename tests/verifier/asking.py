"""The command as a program calls it, and what its answer says."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any  # the answer is JSON

import pytest

from accord_verify.command import main

Where = int | list[int] | None


@dataclass
class Answer:
    code: int
    said: dict[str, Any]
    faults: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.faults = self.said.get("faults", [])

    @property
    def codes(self) -> list[str]:
        return [fault["code"] for fault in self.faults]

    @property
    def first(self) -> tuple[str, Where]:
        """What is wrong, and the entry or the stretch it is about."""
        fault = self.faults[0]
        where: Where = fault["range"] if fault["index"] is None else fault["index"]
        return fault["code"], where


class Verifier:
    def __init__(self, key: str, capture: pytest.CaptureFixture[str]) -> None:
        self.key = key
        self._capture = capture

    def __call__(self, log: object, *options: object) -> Answer:
        """By the key the log had when it was honest."""
        return self.ask(log, "--key", self.key, *options)

    def ask(self, *arguments: object) -> Answer:
        code = main([str(one) for one in arguments] + ["--json"])
        return Answer(code, json.loads(self._capture.readouterr().out))

    def text(self, log: object, *options: object) -> tuple[int, str]:
        code = main([str(one) for one in (log, "--key", self.key, *options)])
        return code, self._capture.readouterr().out


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
