"""Tables to download: exactly the rows of the lists, all of them, in columns that stay."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, cast  # bodies are JSON
from urllib.parse import urlencode
from uuid import UUID

import pytest
from drf_spectacular.generators import SchemaGenerator
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from backend.api.tables.columns import columns_of
from backend.audit.checkpoints import size_of
from backend.deals import operations as deals
from backend.forums import operations as forums
from backend.people.comparison import Comparing
from backend.people.exports import FORMS, EveryPart, Exporting
from backend.people.models import Belonging
from backend.people.rows import PartsOf, Rows
from tests.actions.questions import read
from tests.borough import Answer, Borough
from tests.forums import chamber
from tests.people.asking import asked, counted, parsed
from tests.people.belongings import Belongings, belongings
from tests.people.questions import NOWHERE, assert_refused
from tests.people.routes import LISTS, TABLES, Route

HEADERS: Final = dict(
    line.split(": ")
    for line in Path(__file__).with_name("export_headers.txt").read_text("utf-8").splitlines()
)
VIEWS: Final = cast("list[type[Exporting]]", [one.view for one in TABLES])
BY_NAME: Final = {view.table: view for view in VIEWS}
# Of no list: told anew each time, or in the list of another app's rows.
DERIVED: Final = ("list_assurance_status",)
every_table = pytest.mark.parametrize("table", BY_NAME)


@pytest.fixture(scope="module")
def owned(
    founded: tuple[Borough, Borough], django_db_blocker: DjangoDbBlocker
) -> tuple[Belongings, Belongings]:
    knowsley, sefton = founded
    with django_db_blocker.unblock():
        made = belongings(knowsley, "Ada", "Priya"), belongings(sefton, "Olga", "Olga")
        hidden(knowsley)
        return made


def hidden(borough: Borough) -> None:
    """From Pat: the Board's alone, and a deal that is drafted."""
    meeting = chamber.in_session(borough)
    chamber.restricted_item_on(borough, meeting)
    chamber.minuted(borough, meeting)
    words = {"title": "Buy the site in Prescot", "text": "It is bought."}
    borough.act("Sara", forums.draft_decision, forum_id=borough.board.id, **words)
    borough.act(
        "Rhea",
        deals.draft_deal,
        title="Warm homes",
        goal="Nobody in Page Moss is cold.",
        starts_on=date(2026, 12, 1),
        ends_on=date(2028, 3, 31),
        organisation_id=borough.council.id,
    )


@pytest.fixture
def full(owned: tuple[Belongings, Belongings], knowsley: Borough) -> Borough:
    """With one of everything, some of it hidden from most."""
    return knowsley


def lines(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.content.splitlines()]


def rows_of(borough: Borough, who: str, table: str) -> list[dict[str, Any]]:
    *rows, _end = lines(asked(borough, who, f"{table}.jsonl"))
    return rows


def listed(borough: Borough, who: str, table: str) -> list[dict[str, Any]]:
    """What the list shows them; of parts, the lists of all wholes."""
    view = BY_NAME[table]
    (route,) = [one for one in LISTS if one.view is list_of(view)]
    if not issubclass(view, EveryPart):
        return list(walked(borough, who, route.at(NOWHERE)))
    wholes = view.whole.objects.visible_to(borough.who(who)).values_list("id", flat=True)
    return [row for one in wholes for row in walked(borough, who, route.at(one))]


def list_of(view: type[Exporting]) -> type:
    """The list that a download stands before."""
    return next(one for one in view.__mro__[1:] if one not in (Exporting, EveryPart))


def walked(borough: Borough, who: str, path: str) -> Iterator[dict[str, Any]]:
    page = read(borough, who, f"{path}?limit=200")
    assert page["next"] is None, "one page is enough here"
    yield from page["results"]


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


@every_table
@pytest.mark.parametrize("who", ["Pat", "Priya", "Ada", "Audrey"])
def test_it_shows_the_rows_of_the_list_and_no_other(full: Borough, table: str, who: str) -> None:
    rows = rows_of(full, who, table)

    assert by_id(rows) == by_id(listed(full, who, table))
    assert [row["id"] for row in rows] == sorted(by_id(rows))


def test_it_shows_something_of_every_table(full: Borough) -> None:
    """Or nothing above would have been compared."""
    assert [one for one in BY_NAME if not rows_of(full, "Audrey", one)] == ["successions"]


def test_it_hides_what_the_lists_hide(full: Borough) -> None:
    fewer = [
        one for one in BY_NAME if len(rows_of(full, "Pat", one)) < len(rows_of(full, "Audrey", one))
    ]

    assert {"deals", "parties", "agenda-items", "decisions", "minutes"} <= set(fewer)


@every_table
def test_it_keeps_its_columns(full: Borough, table: str) -> None:
    """Spreadsheets and reports name them: a column may be added here, never renamed or removed."""
    answer = asked(full, "Pat", f"{table}.csv")

    assert answer.content.decode().partition("\r\n")[0] == HEADERS[table]


def test_it_keeps_its_columns_when_the_document_is_made(knowsley: Borough) -> None:
    before = {name: columns_of(view.answers) for name, view in BY_NAME.items()}

    cast("Any", SchemaGenerator)().get_schema(request=None, public=True)

    assert {name: columns_of(view.answers) for name, view in BY_NAME.items()} == before
    assert asked(knowsley, "Pat", "actions.csv").status_code == 200


def test_it_pins_the_columns_of_no_table_that_is_gone() -> None:
    assert list(HEADERS) == sorted(BY_NAME)


def recorded_lists() -> list[Route]:
    """Not those that compare or derive."""
    return [
        one
        for one in LISTS
        if issubclass(one.view, Rows)
        and not issubclass(one.view, Comparing)
        and one.view.operation_id not in DERIVED
    ]


def test_it_has_a_table_for_every_list_of_recorded_things() -> None:
    exported = {view.model for view in BY_NAME.values()}

    assert [one.path for one in recorded_lists() if one.view.model not in exported] == []  # type: ignore[attr-defined]  # of Rows


def test_it_asks_a_table_of_parts_only_where_there_is_no_list_of_all() -> None:
    whole = {one.view.model for one in recorded_lists() if not issubclass(one.view, PartsOf)}  # type: ignore[attr-defined]  # of Rows

    assert [
        name for name, view in BY_NAME.items() if issubclass(view, PartsOf) == (view.model in whole)
    ] == []


@every_table
def test_it_says_the_same_in_every_form(full: Borough, table: str) -> None:
    rows = rows_of(full, "Audrey", table)
    header, *cells = parsed(asked(full, "Audrey", f"{table}.csv"))
    sheet = opened(asked(full, "Audrey", f"{table}.xlsx"))[table[:31]]

    ids = [row["id"] for row in rows]
    assert [row[0] for row in cells] == ids
    assert {len(row) for row in cells} <= {len(header)}
    assert [cell.value for cell in sheet[1]] == header
    assert [cell.value for cell in sheet["A"][1:]] == ids


@every_table
def test_it_describes_the_columns_it_has(full: Borough, table: str) -> None:
    said = asked(full, "Pat", f"{table}.csv-metadata.json").json()

    names = [one["name"] for one in said["tableSchema"]["columns"]]
    assert ",".join(names) == HEADERS[table]
    assert said["url"] == f"http://127.0.0.1:8000/api/v1/exports/{table}.csv"


def opened(answer: Answer) -> Any:
    return load_workbook(io.BytesIO(answer.content))


KINDS: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.mark.parametrize("extension", KINDS)
def test_it_names_the_file_its_day_its_kind_and_the_state_it_shows(
    knowsley: Borough, extension: str
) -> None:
    answer = asked(knowsley, "Pat", f"actions.{extension}")

    name = re.fullmatch(r'attachment; filename="(.+)"', answer.headers["Content-Disposition"])
    assert name is not None
    assert re.fullmatch(rf"actions-\d{{4}}-\d\d-\d\d\.{extension}", name[1])
    assert answer.headers["Content-Type"] == KINDS[extension]
    assert answer.headers["Log-Size"] == str(size_of(knowsley.partnership.id))
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_it_names_the_description_of_a_csv_file(knowsley: Borough) -> None:
    answer = asked(knowsley, "Pat", "actions.csv?state=done,at_risk")

    address = "http://127.0.0.1:8000/api/v1/exports/actions.csv-metadata.json?state=done,at_risk"
    assert answer.headers["Link"] == (
        f'<{address}>; rel="describedby"; type="application/csvm+json"'
    )


def test_it_describes_the_file_as_it_was_filtered(knowsley: Borough) -> None:
    answer = asked(knowsley, "Pat", "actions.csv-metadata.json?state=done")

    assert answer.headers["Content-Type"] == "application/csvm+json"
    assert answer.json()["url"].endswith("/exports/actions.csv?state=done")


def test_it_ends_with_the_place_from_which_changes_follow(full: Borough) -> None:
    answer = asked(full, "Pat", "organisations.jsonl")
    page = read(full, "Pat", "/organisations?limit=1")

    *rows, end = lines(answer)

    assert end == {"type": "end", "count": len(rows), "changes_cursor": page["changes_cursor"]}


@every_table
def test_it_takes_no_parameter_but_the_filters(knowsley: Borough, table: str) -> None:
    others = {"limit": "1", "cursor": "x", "ordering": "id", "expand": "plan", "as_of": "0"}

    answer = asked(knowsley, "Pat", f"{table}.csv?{urlencode(others)}")

    problem = assert_refused(answer, 400, "validation_error")
    faults = {one["parameter"]: one["code"] for one in problem["errors"]}
    assert faults == dict.fromkeys(others, "unknown_parameter")


@every_table
def test_it_takes_the_filters_of_its_list(table: str) -> None:
    view = BY_NAME[table]
    taken = view.filters.base_filters if view.filters else {}
    of_list = getattr(list_of(view), "filters", None)

    assert set(of_list.base_filters if of_list else ()) <= set(taken)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("state=done&state=proposed", "repeated_parameter"),
        ("state=", "empty_parameter"),
        ("state=finished", "invalid_choice"),
        ("due_on__lt=tomorrow", "format"),
    ],
)
@pytest.mark.parametrize("extension", FORMS)
def test_it_is_strict_about_filters(
    knowsley: Borough, extension: str, query: str, code: str
) -> None:
    answer = asked(knowsley, "Pat", f"actions.{extension}?{query}")

    problem = assert_refused(answer, 400, "validation_error")
    assert [one["code"] for one in problem["errors"]] == [code]


PARTS: Final = [name for name, view in BY_NAME.items() if issubclass(view, EveryPart)]


@pytest.mark.parametrize("table", PARTS)
def test_it_finds_the_parts_of_one_whole(full: Borough, table: str) -> None:
    rows, name = rows_of(full, "Audrey", table), filter_of(table)
    whole = rows[0][name]

    found = lines(asked(full, "Audrey", f"{table}.jsonl?{name}={whole}"))
    others = lines(asked(full, "Audrey", f"{table}.jsonl?{name}={UUID(int=0)}"))

    assert found[:-1] == [row for row in rows if row[name] == whole]
    assert others[-1]["count"] == 0


def filter_of(table: str) -> str:
    view = BY_NAME[table]
    of_list = getattr(list_of(view), "filters", None)
    (name,) = set(view.filters.base_filters) - set(of_list.base_filters if of_list else ())  # type: ignore[union-attr]  # parts have one
    return str(name)


@pytest.mark.parametrize("extension", ["pdf", "json", "csv2", "CSV"])
def test_it_knows_no_other_form(knowsley: Borough, extension: str) -> None:
    assert_refused(asked(knowsley, "Pat", f"actions.{extension}"), 404, "not_found")


def test_it_answers_in_the_form_of_the_address_alone(knowsley: Borough) -> None:
    fitting = asked(knowsley, "Pat", "actions.csv", accept="text/csv;q=0.5, text/html")
    other = asked(knowsley, "Pat", "actions.csv", accept="application/json")

    assert fitting.status_code == 200
    assert_refused(other, 406, "not_acceptable")


def test_it_needs_the_scope_of_the_list(knowsley: Borough) -> None:
    knowsley.tokens["Pat"] = knowsley.token("Pat", frozenset({"deals:read"}))

    assert_refused(asked(knowsley, "Pat", "actions.csv"), 403, "insufficient_scope")
    assert asked(knowsley, "Pat", "deals.csv").status_code == 200


@every_table
def test_it_asks_little_for_any_table(full: Borough, table: str) -> None:
    """That no list asks more for more rows is held by the tests of the lists."""
    assert counted(full, "Pat", f"{table}.jsonl") <= 6


def test_it_shows_nothing_of_next_door(full: Borough, owned: tuple[Belongings, Belongings]) -> None:
    theirs = {str(one) for one in owned[1].values()}

    shown = "".join(asked(full, "Ada", f"{one}.jsonl").content.decode() for one in BY_NAME)

    assert [one for one in theirs if one in shown] == []


def test_it_has_a_model_with_an_audience_behind_every_table() -> None:
    assert [name for name, one in BY_NAME.items() if not issubclass(one.model, Belonging)] == []
