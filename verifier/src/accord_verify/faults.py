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
    """Past a limit they are only counted, for one cause can fault every entry."""

    MOST = 10_000
    LISTED = 100

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._uncounted = 0

    def add(self, fault: Fault) -> None:
        if len(self._kept) < self.MOST:
            self._kept.append(fault)
        else:
            self._uncounted += 1

    def extend(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add(fault)

    def join(self, other: "Faults") -> None:
        self.extend(other._kept)
        self._uncounted += other._uncounted

    def listed(self) -> list[Fault]:
        """The first of the log; of two that begin alike, the sharper before the other."""
        return sorted(self._kept, key=_place)[: self.LISTED]

    @property
    def unlisted(self) -> int:
        return max(0, len(self._kept) - self.LISTED) + self._uncounted

    def __bool__(self) -> bool:
        return bool(self._kept)


def _place(fault: Fault) -> tuple[bool, int, bool, int]:
    """What has no index comes last."""
    return fault.first is None, fault.first or 0, fault.range is not None, fault.end or 0
