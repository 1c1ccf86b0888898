"""What a verification can come to: faults of the log, or no verdict at all."""

from collections.abc import Iterable
from dataclasses import dataclass


class CannotCheck(Exception):
    """Nothing was found out: an address that does not answer, a file that cannot be read."""


@dataclass(frozen=True)
class Fault:
    """Why a log does not verify. `first` is the entry it is about, or the first of a stretch in
    which it lies, which then ends before `end`; without both it is about the log as a whole."""

    code: str
    why: str
    first: int | None = None
    end: int | None = None

    @property
    def index(self) -> int | None:
        return self.first if self.end is None or self.end == (self.first or 0) + 1 else None

    @property
    def range(self) -> tuple[int, int] | None:
        """First and last, when it cannot be narrowed to one."""
        if self.first is None or self.end is None or self.index is not None:
            return None
        return self.first, self.end - 1

    def as_json(self) -> dict[str, object]:
        return {"index": self.index, "range": self.range, "why": self.why, "code": self.code}

    def __str__(self) -> str:
        if self.range is not None:
            return f"entries {self.range[0]} to {self.range[1]}: {self.why}"
        return self.why if self.index is None else f"entry {self.index}: {self.why}"


class Faults:
    """In the order of the log; past a limit only counted, for one cause can fault every entry."""

    MOST = 100

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self.uncounted = 0

    def add(self, *faults: Fault) -> None:
        self.extend(faults)

    def extend(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if len(self._kept) < self.MOST:
                self._kept.append(fault)
            else:
                self.uncounted += 1

    def in_order(self) -> list[Fault]:
        """The sharper of two that begin alike comes first; what has no index comes last."""
        return sorted(
            self._kept,
            key=lambda one: (
                one.first is None,
                one.first or 0,
                one.range is not None,
                one.end or 0,
            ),
        )

    def __bool__(self) -> bool:
        return bool(self._kept)
