"""Tables come in batches: as many statements as batches, and never half a file."""

from typing import Any

import pytest

from backend.people import exports
from backend.people.rows import Rows
from tests.borough import Borough, many_actions
from tests.people.asking import asked, counted, parsed
from tests.people.questions import assert_refused


def on_roads(borough: Borough, count: int) -> str:
    """So many more actions, and the file that shows those alone."""
    many_actions(borough, count, priority=borough.roads)
    return f"actions.csv?priority={borough.roads.id}"


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_asks_as_often_for_one_row_as_for_a_whole_batch(knowsley: Borough, who: str) -> None:
    one = counted(knowsley, who, on_roads(knowsley, 1))

    assert counted(knowsley, who, on_roads(knowsley, exports.BATCH - 2)) == one <= 5


def test_it_asks_once_more_for_each_batch(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 10)
    first = counted(knowsley, "Pat", on_roads(knowsley, 9))
    file = on_roads(knowsley, 20)

    assert counted(knowsley, "Pat", file) == first + 2
    assert len(parsed(asked(knowsley, "Pat", file))) == 1 + 29


def test_it_gives_no_half_a_file(knowsley: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "BATCH", 10)
    file, caller = on_roads(knowsley, 15), knowsley.as_("Pat")
    caller.client.raise_request_exception = False
    monkeypatch.setattr(Rows, "represent", failing_on_the_second())

    answer = caller.get(f"/exports/{file}")

    assert_refused(answer, 500, "internal_error")


def failing_on_the_second() -> Any:
    batches = iter([True])

    def represent(view: Any, rows: list[Any], names: object) -> list[Any]:
        if next(batches, False):
            return [{"id": str(row.id)} for row in rows]
        raise RuntimeError("The database is gone.")

    return represent


def test_it_refuses_what_a_sheet_cannot_hold(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.api.tables.workbook.MOST_ROWS", 2)
    file = on_roads(knowsley, 3)

    assert asked(knowsley, "Pat", file).status_code == 200
    assert_refused(asked(knowsley, "Pat", file.replace("csv", "xlsx")), 409, "too_many_rows")
