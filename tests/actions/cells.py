"""The table of moves, cell by cell."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final  # a parsed document

import yaml

CODES: Final = {
    200: None,
    201: None,
    400: "validation_error",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    409: "transition_not_allowed",
}


@dataclass(frozen=True)
class Cell:
    status: int
    # None where nothing was asked to move, or it was refused.
    changed: bool | None = None
    # Not by the state, but by what else is on record.
    is_guarded: bool = False

    @property
    def code(self) -> str | None:
        return "transition_guard_failed" if self.is_guarded else CODES[self.status]

    @property
    def verdict(self) -> str:
        if self.status != 200:
            return "blocked"
        return "allowed" if self.changed else "noop"


@cache
def table() -> Any:
    return yaml.safe_load(Path(__file__).with_name("table.yaml").read_text("utf-8"))


def people() -> list[str]:
    return [str(name) for name in table()["people"]]


def states() -> list[str]:
    return list(table()["moves"]["start_action"])


def cell(move: str, state: str, who: str) -> Cell:
    return as_cell(table()["moves"][move][state][people().index(who)])


def proposal(body: str, who: str) -> Cell:
    return as_cell(table()["proposals"][body][people().index(who)])


def as_cell(written: int | str) -> Cell:
    if written == "noop":
        return Cell(200, changed=False)
    if written == "guard":
        return Cell(409, is_guarded=True)
    return Cell(int(written), changed=True if written == 200 else None)


def every_cell() -> list[tuple[str, str, str]]:
    return list(product(table()["moves"], states(), people()))
