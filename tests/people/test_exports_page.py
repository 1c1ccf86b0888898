"""docs/exports.md tells of tables, columns, filters and scopes that there are."""

import re
from typing import Final

import pytest
from django.urls import resolve

from backend.api.tables.workbook import LONGEST_CELL, MOST_ROWS
from backend.people.exports import FORMS
from backend.people.scopes import EVERY_SCOPE, only_read
from tests.architecture.source import ROOT
from tests.people.test_exports import BY_NAME, HEADERS

PAGE: Final = (ROOT / "docs" / "exports.md").read_text("utf-8")
ADDRESSES: Final = sorted(
    set(re.findall(r"exports/([a-z-]+\.[a-z-]+(?:\.json)?)(?:\?(\w+)=)?", PAGE))
)
SECTIONS: Final = dict(re.findall(r"^## (.+?)$(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize(("file", "parameter"), ADDRESSES)
def test_it_names_addresses_that_exist(file: str, parameter: str) -> None:
    view = resolve(f"/api/v1/exports/{file}").func.by_method["GET"].cls  # type: ignore[attr-defined]  # of methods()

    assert view.table == file.partition(".")[0]
    assert not parameter or parameter in view.filters.base_filters


def test_it_lists_every_table() -> None:
    listed = re.findall(r"`([a-z-]+)`", SECTIONS["The tables"].partition("What belongs")[0])

    assert sorted(listed) == sorted(BY_NAME)


def test_it_lists_every_form() -> None:
    assert re.findall(r"^\| `\.([a-z.-]+)`", PAGE, re.MULTILINE) == [
        "csv",
        "xlsx",
        "jsonl",
        "csv-metadata.json",
    ]
    assert set(FORMS) == {"csv", "xlsx", "jsonl", "csv-metadata.json"}


def test_it_types_columns_that_there_are() -> None:
    typed = re.findall(r'\{"(\w+)", ', SECTIONS["Power BI and Power Query"])

    assert len(typed) == 4
    assert set(typed) <= set(HEADERS["actions"].split(","))


@pytest.mark.parametrize(
    ("table", "column"), sorted(set(re.findall(r"`([a-z-]+)\[(\w+)\]`", PAGE)))
)
def test_it_relates_columns_that_there_are(table: str, column: str) -> None:
    assert column in HEADERS[table].split(",")


def test_it_asks_for_scopes_that_only_read() -> None:
    scopes = set(re.findall(r"\b\w+:read\b", PAGE))

    assert scopes <= {one for one in EVERY_SCOPE if only_read(one)}
    assert len(scopes) >= 3


def test_it_tells_the_limits_of_a_sheet() -> None:
    assert f"{MOST_ROWS:,} rows" in PAGE
    assert f"{LONGEST_CELL:,} characters" in PAGE
