"""What is read of assurances: the lists, what can be asked of them, and what a list costs."""

from collections.abc import Sequence
from typing import Any  # rows are JSON

import pytest

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.models import Assurance
from tests.actions.questions import read
from tests.actions.test_every_list import asked
from tests.borough import Borough
from tests.forums.assuring import received, submitted
from tests.forums.chamber import closed, growth_forum, in_session
from tests.people.questions import NOWHERE, assert_refused


def ids(borough: Borough, path: str, who: str = "Pat") -> list[str]:
    return [one["id"] for one in read(borough, who, path)["results"]]


def as_ids(*rows: Assurance) -> list[str]:
    return [str(one.id) for one in rows]


def test_it_lists_the_newest_first(new_year: Borough) -> None:
    first = submitted(new_year)
    second = submitted(new_year, "Omar", priority=new_year.roads)

    assert ids(new_year, "/assurances") == as_ids(second, first)
    assert ids(new_year, f"/priorities/{new_year.youth.id}/assurances") == as_ids(first)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("priority={youth}", (0, 1)),
        ("period=2026-Q3", (1,)),
        ("level=alert", (2,)),
        ("level=alert,advise", (1, 2)),
        ("state=received", (0,)),
        ("forum={board}", (0,)),
        ("forum={below}", ()),
    ],
)
def test_it_finds(new_year: Borough, query: str, found: Sequence[int]) -> None:
    made = [
        received(new_year),
        submitted(new_year, period="2026-Q3", level="advise"),
        submitted(new_year, "Omar", priority=new_year.roads, level="alert"),
    ]
    below = growth_forum(new_year).id
    sent = query.format(youth=new_year.youth.id, board=new_year.board.id, below=below)

    expected = as_ids(*(made[place] for place in found))
    assert sorted(ids(new_year, f"/assurances?{sent}")) == sorted(expected)


def test_it_finds_no_period_that_is_none(new_year: Borough) -> None:
    answer = new_year.as_("Pat").get("/assurances?period=2026-Q5")

    problem = assert_refused(answer, 400, "validation_error")
    assert [one["parameter"] for one in problem["errors"]] == ["period"]


def test_it_shows_nothing_next_door(new_year: Borough) -> None:
    one = submitted(new_year)

    paths = (f"/assurances/{one.id}", f"/priorities/{new_year.youth.id}/assurances")
    assert [new_year.as_("Olga").get(path).status_code for path in paths] == [404, 404]
    assert ids(new_year, "/assurances", "Olga") == []


def test_it_tells_what_is_missing_to_receive_one(new_year: Borough) -> None:
    one = submitted(new_year)
    path = f"/assurances/{one.id}/transitions"
    closed(new_year)

    (before,) = read(new_year, "Sara", path)["results"]
    in_session(new_year)
    (after,) = read(new_year, "Sara", path)["results"]

    assert [reason["code"] for reason in before["reasons"]] == ["meeting_not_in_session"]
    assert (before["verdict"], after["verdict"]) == ("blocked", "allowed")


@pytest.mark.parametrize("path", ["/assurances", "/priorities/{id}/assurances"])
def test_it_lists_in_four_queries_however_many_rows(new_year: Borough, path: str) -> None:
    address = f"{path.format(id=new_year.youth.id)}?limit=200"
    add(new_year, 2000, 1)
    one = asked(new_year, "Pat", address)
    add(new_year, 2001, 199)

    assert (one, asked(new_year, "Pat", address)) == ((4, 1), (4, 200))


def add(borough: Borough, year: int, count: int) -> None:
    with unit_of_work(by=borough.who("Priya"), at=now()) as unit:
        for place in range(count):
            given: dict[str, Any] = {
                "period": f"{year + place // 4}-Q{place % 4 + 1}",
                "level": "assure",
                "statement": "All is in hand.",
                "log_size": 0,
                "log_root": "",
                "submitted_by_id": unit.by.id,
                "submitted_at": unit.at,
            }
            unit.record(
                "assurance.submitted",
                Assurance(partnership=borough.partnership, priority=borough.youth, **given),
            )


def test_it_hides_what_is_nowhere(new_year: Borough) -> None:
    assert new_year.as_("Pat").get(f"/assurances/{NOWHERE}").status_code == 404
