"""A table as a workbook: the rows on the first sheet, what they are on the second."""

import re
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import IO, Any, Final  # Any: rows are JSON

from xlsxwriter import Workbook

from backend.api.fields import read_date, read_instant
from backend.api.tables.columns import Columns, Kind
from backend.api.tables.forms import About
from backend.errors import Refused

# The sheet's own limits, the headers taken off.
MOST_ROWS: Final = 1_048_575
LONGEST_CELL: Final = 32_767
_CUT: Final = "…"
# Before 1900 a workbook has no days.
_FIRST_YEAR: Final = 1900
# What XML cannot say at all.
_UNSPEAKABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


class TooManyRows(Refused):
    """A worksheet has no room for that many rows."""

    code = "too_many_rows"
    title = "There are more rows than a worksheet takes"
    remedy = "Ask for CSV or JSON Lines, or filter the rows."

    def __init__(self) -> None:
        super().__init__(
            f"A worksheet takes {MOST_ROWS} rows, and there are more. Ask for the same table as "
            "csv or jsonl, or filter its rows."
        )


class WorkbookTable:
    """Written row by row to a file beside it: it never stands in memory as a whole."""

    def __init__(self, file: IO[bytes], columns: Columns, about: About) -> None:
        self._columns = columns
        self._about = about
        self._held = ExitStack()
        scratch = self._held.enter_context(TemporaryDirectory())
        self._book = Workbook(file, {"constant_memory": True, "tmpdir": scratch})
        self._held.callback(self._book.close)
        self._book.set_properties({"title": about.table, "created": _plain(about.at)})
        self._heading = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # A sheet's name has at most 31 characters.
        self._sheet = self._book.add_worksheet(about.table[:31])
        self._second = self._book.add_worksheet("About")
        self._count = 0
        self._cut = 0
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.name, self._heading)

    def add(self, body: Mapping[str, Any]) -> None:
        self._count += 1
        if self._count > MOST_ROWS:
            raise TooManyRows
        for place, column in enumerate(self._columns):
            value = column.value(body)
            if value is not None:
                self._write(place, value, column.kind)

    def end(self, count: int) -> None:
        about = {
            "Table": self._about.table,
            "Rows": str(count),
            "Address": self._about.address,
            "Log": self._about.origin,
            "Entries in the log": str(self._about.log_size),
            "Read at (UTC)": _plain(self._about.at).isoformat(sep=" ", timespec="seconds"),
            "Times": "All times of day are UTC.",
            "Cells cut short": str(self._cut),
        }
        for row, (name, text) in enumerate(about.items()):
            self._second.write_string(row, 0, name, self._heading)
            self._second.write_string(row, 1, text)

    def close(self) -> None:
        self._held.close()

    def _write(self, place: int, value: object, kind: Kind) -> None:
        if kind is Kind.INTEGER:
            self._sheet.write_number(self._count, place, int(str(value)))
        elif kind is Kind.BOOLEAN:
            self._sheet.write_boolean(self._count, place, bool(value))
        elif kind in (Kind.DATE, Kind.INSTANT):
            self._write_time(place, str(value), kind)
        else:
            self._write_text(place, str(value))

    def _write_time(self, place: int, text: str, kind: Kind) -> None:
        is_day = kind is Kind.DATE
        found = read_date(text) if is_day else read_instant(text)
        if found is None or found.year < _FIRST_YEAR:
            self._write_text(place, text)
        elif isinstance(found, datetime):
            self._sheet.write_datetime(self._count, place, _plain(found), self._instant)
        else:
            self._sheet.write_datetime(self._count, place, found, self._day)

    def _write_text(self, place: int, text: str) -> None:
        """Always as a text: what begins as a formula does is none."""
        text = _UNSPEAKABLE.sub("\ufffd", text)
        if len(text) > LONGEST_CELL:
            self._cut += 1
            text = text[: LONGEST_CELL - len(_CUT)] + _CUT
        if text.startswith("<r>") and text.endswith("</r>"):
            # The library would take it for XML that it wrote itself, and pass it on as it is.
            self._sheet.write_rich_string(self._count, place, "<", "r", text[2:])
        else:
            self._sheet.write_string(self._count, place, text)


def _plain(at: datetime) -> datetime:
    """In UTC: a workbook knows no offsets."""
    return at.astimezone(UTC).replace(tzinfo=None)
