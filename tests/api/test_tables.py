"""A table as a file: every text survives it, and none is taken for a formula."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final  # Any: rows are JSON

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from backend.api import fields
from backend.api.serializers import Out
from backend.api.tables import workbook
from backend.api.tables.columns import columns_of
from backend.api.tables.described import metadata
from backend.api.tables.forms import About, CsvTable, LinesTable, unmarked
from backend.api.tables.workbook import LONGEST_CELL, TooManyRows, WorkbookTable

AT: Final = datetime(2026, 11, 22, 12, 30, 15, tzinfo=UTC)
ABOUT: Final = About(
    table="repairs",
    address="https://accord.example/api/v1/exports/repairs.xlsx?state=open",
    origin="accord.example/knowsley",
    at=AT,
    log_size=42,
    changes_cursor="16.abc",
)
FORMULAS: Final = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''-1")  # noqa: RUF001 - as meant
STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - likewise


class RuleOut(Out):
    code = fields.Char(max_length=20)
    weight = fields.Integer(min_value=-9, max_value=9, allow_null=True)


class NoteOut(Out):
    text = fields.Char(max_length=20)


class RepairOut(Out):
    id = fields.UUID()
    title = fields.Char(max_length=300, allow_blank=True)
    cost = fields.Integer(min_value=-(2**53), max_value=2**53, allow_null=True)
    is_done = fields.Boolean()
    due_on = fields.Date(allow_null=True)
    seen_at = fields.Instant(help_text="When somebody looked.")
    rule = RuleOut(allow_null=True)
    parts = fields.List(child=fields.Char(max_length=9), max_length=9)
    notes = fields.List(child=NoteOut(), max_length=9)


ROW: Final[dict[str, Any]] = {
    "id": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
    "title": "Gate",
    "cost": -5,
    "is_done": False,
    "due_on": "2026-12-01",
    "seen_at": "2026-11-22T12:30:15.250000Z",
    "rule": {"code": "late", "weight": None},
    "parts": ["hinge", "lock"],
    "notes": [{"text": "Rusty."}],
}
COLUMNS: Final = columns_of(RepairOut)
HEADERS: Final = [
    "id",
    "title",
    "cost",
    "is_done",
    "due_on",
    "seen_at",
    "rule.code",
    "rule.weight",
    "parts",
]


def written(kind: Any, bodies: Sequence[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    table = kind(file, COLUMNS, ABOUT)
    for body in bodies:
        table.add(body)
    table.end(len(bodies))
    table.close()
    return file.getvalue()


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def sheets(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def texts_of(column: int, content: bytes) -> list[Any]:
    """As they are read by one who knows how the format escapes; nothing is the empty text."""
    rows = sheets(content)["repairs"].iter_rows(min_row=2, values_only=True)
    return [unescape(row[column]) if row[column] else "" for row in rows]


def test_it_names_columns_as_the_answer_does() -> None:
    assert [column.name for column in COLUMNS] == HEADERS


def test_it_writes_a_cell_for_each_column() -> None:
    header, row = parsed(written(CsvTable, [ROW]))

    assert header == HEADERS
    assert row == [
        ROW["id"],
        "Gate",
        "-5",
        "false",
        "2026-12-01",
        "2026-11-22T12:30:15.250000Z",
        "late",
        "",
        "hinge;lock",
    ]


def test_it_leaves_cells_empty_where_there_is_nothing() -> None:
    bare = {**ROW, "cost": None, "due_on": None, "rule": None, "parts": []}

    _, row = parsed(written(CsvTable, [bare]))

    assert [row[HEADERS.index(name)] for name in ("cost", "due_on", "rule.code", "parts")] == [
        ""
    ] * 4


def test_it_ends_lines_as_the_standard_says_and_has_no_mark_before_them() -> None:
    content = written(CsvTable, [{**ROW, "title": "A, b"}])

    assert content.startswith(b"id,title,")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 2
    assert b'"A, b"' in content


@pytest.mark.parametrize("text", FORMULAS)
def test_it_marks_what_looks_like_a_formula(text: str) -> None:
    _, row = parsed(written(CsvTable, [{**ROW, "title": text}]))

    assert row[1] == f"'{text}"


@pytest.mark.parametrize("text", ["'", "'quoted'", "1-1", "a=b", "O'Hara", ""])
def test_it_leaves_every_other_text_alone(text: str) -> None:
    _, row = parsed(written(CsvTable, [{**ROW, "title": text}]))

    assert row[1] == text


def test_it_marks_a_list_that_begins_like_a_formula() -> None:
    _, row = parsed(written(CsvTable, [{**ROW, "parts": ["=1+1", "lock"]}]))

    assert row[-1] == "'=1+1;lock"


TEXTS: Final = st.one_of(
    st.text(st.characters(codec="utf-8")),
    st.builds("".join, st.lists(st.sampled_from(["'", "=", "-", "\t", "\r", "\n", '"', ",", "x"]))),
)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_it_gives_every_text_back(texts: list[str]) -> None:
    header, *rows = parsed(written(CsvTable, [{**ROW, "title": text} for text in texts]))

    assert [unmarked(row[1]) for row in rows] == texts
    assert {len(row) for row in rows} <= {len(header)}
    assert [row[1] for row in rows if row[1].startswith(STARTS)] == []


def test_it_writes_one_object_a_line_and_says_where_it_ends() -> None:
    first, second, end = written(LinesTable, [ROW, {**ROW, "title": "Line\nbreak"}]).splitlines()

    assert json.loads(first) == ROW
    assert json.loads(second)["title"] == "Line\nbreak"
    assert json.loads(end) == {"type": "end", "count": 2, "changes_cursor": "16.abc"}


def test_it_gives_a_sheet_real_days_times_and_numbers() -> None:
    sheet = sheets(written(WorkbookTable, [ROW]))["repairs"]

    cells = [cell.value for cell in sheet[2]]

    assert [cell.value for cell in sheet[1]] == HEADERS
    assert cells == [
        ROW["id"],
        "Gate",
        -5,
        False,
        datetime(2026, 12, 1),  # noqa: DTZ001 - a sheet knows no zones
        datetime(2026, 11, 22, 12, 30, 15, 250000),  # noqa: DTZ001 - likewise
        "late",
        None,
        "hinge;lock",
    ]
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["F2"].number_format == "yyyy-mm-dd hh:mm:ss"


def test_it_writes_a_day_before_all_sheets_as_a_text() -> None:
    sheet = sheets(written(WorkbookTable, [{**ROW, "due_on": "1899-12-31"}]))["repairs"]

    assert sheet["E2"].value == "1899-12-31"


@pytest.mark.parametrize("text", [*FORMULAS, "{=1}", "https://example.org", "<r><t>x</t></r>"])
def test_it_writes_no_formula_and_no_link_to_a_sheet(text: str) -> None:
    content = written(WorkbookTable, [{**ROW, "title": text}])

    cell = sheets(content)["repairs"]["B2"]
    assert texts_of(1, content) == [text]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None


# What XML cannot say at all becomes the sign for what is lost.
SAYABLE: Final = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"))


@settings(deadline=None)
@given(st.lists(SAYABLE, max_size=3))
def test_it_gives_every_text_of_a_sheet_back(texts: list[str]) -> None:
    content = written(WorkbookTable, [{**ROW, "title": text} for text in texts])

    assert texts_of(1, content) == texts


def test_it_replaces_what_a_sheet_cannot_hold() -> None:
    assert texts_of(1, written(WorkbookTable, [{**ROW, "title": "a\uffffb"}])) == ["a\ufffdb"]


def test_it_cuts_a_text_too_long_for_a_cell_and_says_so() -> None:
    content = written(WorkbookTable, [{**ROW, "title": "x" * (LONGEST_CELL + 1)}])

    (text,) = texts_of(1, content)
    assert (len(text), text[-2:]) == (LONGEST_CELL, "x…")
    assert about(content)["Cells cut short"] == "1"


def about(content: bytes) -> dict[str, str]:
    return dict(sheets(content)["About"].iter_rows(values_only=True))


def test_it_says_on_a_second_sheet_what_the_first_shows() -> None:
    content = written(WorkbookTable, [ROW])

    assert sheets(content).sheetnames == ["repairs", "About"]
    assert about(content) == {
        "Table": "repairs",
        "Rows": "1",
        "Address": ABOUT.address,
        "Log": "accord.example/knowsley",
        "Entries in the log": "42",
        "Read at (UTC)": "2026-11-22 12:30:15",
        "Times": "All times of day are UTC.",
        "Cells cut short": "0",
    }


def test_it_refuses_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)

    with pytest.raises(TooManyRows):
        written(Closing, [ROW] * 3)


class Closing(WorkbookTable):
    """Closed by whoever made it, also when it was refused a row."""

    def add(self, body: Any) -> None:
        try:
            super().add(body)
        except TooManyRows:
            self.close()
            raise


def test_it_describes_the_columns_of_the_csv_file() -> None:
    said = metadata(url="https://accord.example/repairs.csv", table="repairs", columns=COLUMNS)

    columns = {one["name"]: one for one in said["tableSchema"]["columns"]}
    assert list(columns) == HEADERS
    assert {name: one["datatype"] for name, one in columns.items()} == {
        "id": "string",
        "title": "string",
        "cost": "integer",
        "is_done": "boolean",
        "due_on": "date",
        "seen_at": "dateTime",
        "rule.code": "string",
        "rule.weight": "integer",
        "parts": "string",
    }
    assert columns["parts"]["separator"] == ";"
    assert columns["seen_at"]["dc:description"] == "When somebody looked."
    assert [name for name, one in columns.items() if one["required"]] == [
        "id",
        "is_done",
        "seen_at",
    ]
