"""A document's blocks typed into a real shell, one after another, and what it prints read back."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from typing import IO, Final

BLOCK: Final = re.compile(r"^```(sh|text|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SAVED_AS: Final = re.compile(r"Save this as `(\w+\.py)`")
PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Block:
    language: str
    text: str
    # The last words before it.
    told: str


def blocks_of(document: str) -> list[Block]:
    found, before = [], 0
    for block in BLOCK.finditer(document):
        found.append(Block(block[1], block[2], document[before : block.start()]))
        before = block.end()
    return found


def programs_of(blocks: list[Block]) -> dict[str, str]:
    """By the name that the document says to save each under."""
    return {
        name[1]: block.text
        for block in blocks
        if block.language == "python" and (name := SAVED_AS.search(block.told))
    }


def pattern_of(expected: str) -> re.Pattern[str]:
    """Lines as they are printed, anything where the document has an ellipsis."""
    lines = [
        ".*".join(re.escape(part) for part in line.rstrip().split("…"))
        for line in expected.splitlines()
    ]
    return re.compile("".join(rf"^{line}[ ]*\n" for line in lines), re.MULTILINE)


class Shell:
    def __init__(self, directory: Path, surroundings: Mapping[str, str]) -> None:
        programs = str(Path(sys.executable).parent)
        self._process = subprocess.Popen(
            ["bash"],  # noqa: S607 - whichever the machine has, as for a person
            cwd=directory,
            env={
                **os.environ,
                "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
                **surroundings,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A program left in its background ends with it.
            start_new_session=True,
        )
        self._heard = ""
        self._more = Condition()
        self._listening = Thread(target=self._listen)
        self._listening.start()

    def type(self, text: str) -> None:
        typed = self._process.stdin
        assert typed is not None
        typed.write(text)
        typed.flush()

    def prints(self, expected: str) -> None:
        """From where the last words ended, and nothing before it."""
        pattern = pattern_of(expected)
        with self._more:
            self._more.wait_for(lambda: pattern.match(self._heard), PATIENCE)
            found = pattern.match(self._heard)
            assert found, f"It should have printed\n{expected}\nand printed\n{self._heard}"
            self._heard = self._heard[found.end() :]

    def end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._listening.join(PATIENCE)
        for pipe in (self._process.stdin, self._output):
            if pipe is not None:
                pipe.close()

    @property
    def _output(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _listen(self) -> None:
        for line in self._output:
            with self._more:
                self._heard += line
                self._more.notify()


@contextmanager
def shell(directory: Path, surroundings: Mapping[str, str]) -> Iterator[Shell]:
    opened = Shell(directory, surroundings)
    try:
        yield opened
    finally:
        opened.end()
