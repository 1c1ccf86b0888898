"""A table as a file: CSV (RFC 4180), or one JSON object a line.

Each writer is given the rows one by one, as the answers show them, and keeps none of them.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final, Protocol  # Any: rows are JSON

from backend.api.encoding import encode
from backend.api.tables.columns import Columns, Kind

# What a spreadsheet may take for a formula, or skip before one (OWASP, CSV injection); a mark that
# is there already is marked too, so that taking one away gives back every text.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - they are the full-width ones
_MARK: Final = "'"


@dataclass(frozen=True)
class About:
    """Of one download: what it is of, and which state of the record it shows."""

    table: str
    address: str
    origin: str
    at: datetime
    # How many entries the log had.
    log_size: int
    changes_cursor: str


class Table(Protocol):
    def add(self, body: Mapping[str, Any]) -> None: ...

    def end(self, count: int) -> None:
        """All rows were added."""

    def close(self) -> None:
        """Lets go of what it holds, whether it came to its end or not."""


def marked(text: str) -> str:
    """As a spreadsheet may be given it: no text is taken for a formula."""
    return f"{_MARK}{text}" if _FORMULA.match(text) else text


def unmarked(cell: str) -> str:
    """The text that was marked."""
    return cell[1:] if cell.startswith(_MARK) and _FORMULA.match(cell) else cell


class CsvTable:
    def __init__(self, file: IO[bytes], columns: Columns, about: About) -> None:
        self._columns = columns
        self._writer = csv.writer(_InUtf8(file), lineterminator="\r\n")
        self._writer.writerow([column.name for column in columns])

    def add(self, body: Mapping[str, Any]) -> None:
        self._writer.writerow([_cell(column.value(body), column.kind) for column in self._columns])

    def end(self, count: int) -> None:
        """Its length says where it ends: there is no room for more."""

    def close(self) -> None:
        """It holds nothing."""


def _cell(value: object, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.BOOLEAN:
        return "true" if value else "false"
    # A number below zero is a number, and begins with a sign as numbers do.
    return str(value) if kind is Kind.INTEGER else marked(str(value))


class _InUtf8:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


class LinesTable:
    """JSON Lines; the last one tells that nothing is missing."""

    def __init__(self, file: IO[bytes], columns: Columns, about: About) -> None:
        self._file = file
        self._about = about

    def add(self, body: Mapping[str, Any]) -> None:
        self._line(body)

    def end(self, count: int) -> None:
        cursor = self._about.changes_cursor
        self._line({"type": "end", "count": count, "changes_cursor": cursor})

    def close(self) -> None:
        """It holds nothing."""

    def _line(self, body: Mapping[str, Any]) -> None:
        self._file.write(encode(body) + b"\n")
