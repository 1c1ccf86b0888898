"""What the Board is shown of a quarter: who has assured it, who was late, and who has not."""

from datetime import UTC, datetime, timedelta
from typing import Any  # rows are JSON

import pytest
import time_machine

from backend.actions import operations as actions
from backend.actions.models import Plan
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.actions.questions import read
from tests.actions.test_every_list import asked
from tests.borough import Borough
from tests.forums.assuring import DUE_ON, ENDED, submitted
from tests.forums.chamber import growth_forum
from tests.people.questions import NOWHERE, assert_refused

AFTERWARDS = datetime(2027, 1, 18, 9, tzinfo=UTC)


def path(borough: Borough, query: str = "") -> str:
    return f"/forums/{borough.board.id}/assurance-status{query}"


def shown(borough: Borough, query: str = "", who: str = "Pat") -> dict[str, Any]:
    return {one["priority"]: one for one in read(borough, who, path(borough, query))["results"]}


def statuses(borough: Borough, query: str = "") -> list[str]:
    rows = shown(borough, query)
    return [rows[str(one.id)]["status"] for one in (borough.youth, borough.roads)]


def test_it_tells_of_every_priority_what_the_last_quarter_owes(new_year: Borough) -> None:
    given = submitted(new_year, level="alert")

    rows = shown(new_year)

    assert rows == {
        str(new_year.youth.id): {
            "priority": str(new_year.youth.id),
            "plan": str(new_year.plan.id),
            "title": "Fairness and opportunity",
            "sponsor": str(new_year.actor_id("Priya")),
            "due_on": DUE_ON.isoformat(),
            "status": "given",
            "assurance": str(given.id),
            "level": "alert",
        },
        str(new_year.roads.id): {
            "priority": str(new_year.roads.id),
            "plan": str(new_year.plan.id),
            "title": "Growth for everyone",
            "sponsor": str(new_year.actor_id("Omar")),
            "due_on": DUE_ON.isoformat(),
            "status": "due",
            "assurance": None,
            "level": None,
        },
    }


def test_it_is_missing_from_the_day_after_its_date(new_year: Borough) -> None:
    """London's day: it ends at midnight there."""
    last_minute = datetime(2027, 1, 15, 23, 59, tzinfo=UTC)
    with time_machine.travel(last_minute, tick=False):
        on_the_day = statuses(new_year)
    with time_machine.travel(last_minute + timedelta(minutes=1), tick=False):
        afterwards = statuses(new_year)

    assert (on_the_day, afterwards) == (["due", "due"], ["missing", "missing"])


def test_it_is_late_when_it_comes_after_its_date(new_year: Borough) -> None:
    with time_machine.travel(AFTERWARDS):
        submitted(new_year)

        assert statuses(new_year) == ["late", "missing"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2026-Q3", ["missing", "missing"]), (ENDED, ["given", "due"]), ("2027-Q1", ["due", "due"])],
)
def test_it_tells_of_any_quarter(new_year: Borough, period: str, expected: list[str]) -> None:
    submitted(new_year)

    assert statuses(new_year, f"?period={period}") == expected


def test_it_takes_the_board_s_own_number_of_days(new_year: Borough) -> None:
    with unit_of_work(by=new_year.who("Ada"), at=now()) as unit:
        board = type(new_year.board).objects.get(id=new_year.board.id)
        board.assurance_days = 1
        unit.record("forum.revised", board)

    assert {one["due_on"] for one in shown(new_year).values()} == {"2027-01-04"}
    assert statuses(new_year) == ["missing", "missing"]


def test_it_shows_a_priority_that_nobody_sponsors(new_year: Borough) -> None:
    alone = new_year.act("Ada", actions.add_priority, plan_id=new_year.plan.id, title="Parks")

    assert shown(new_year)[str(alone.id)]["sponsor"] is None


def test_it_asks_nothing_of_a_plan_that_was_rolled_over(new_year: Borough) -> None:
    with unit_of_work(by=new_year.who("Ada"), at=now()) as unit:
        plan = Plan.objects.get(id=new_year.plan.id)
        plan.rolled_over_at = unit.at
        unit.record("plan.rolled_over", plan)

    assert shown(new_year) == {}


def test_it_hides_the_board_next_door(new_year: Borough) -> None:
    nowhere = f"/forums/{NOWHERE}/assurance-status"

    assert new_year.as_("Olga").get(path(new_year)).status_code == 404
    assert new_year.as_("Pat").get(nowhere).status_code == 404


def test_it_is_the_board_s_alone(new_year: Borough) -> None:
    below = f"/forums/{growth_forum(new_year).id}/assurance-status"

    assert_refused(new_year.as_("Pat").get(below), 409, "not_a_board")


@pytest.mark.parametrize("sent", ["2026-Q5", "2026", "Q4", "2026-q4", "2026-Q4%0A"])
def test_it_takes_no_period_that_is_none(new_year: Borough, sent: str) -> None:
    answer = new_year.as_("Pat").get(path(new_year, f"?period={sent}"))

    problem = assert_refused(answer, 400, "validation_error")
    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [("period", "format")]


def test_it_lists_in_four_queries_however_many_priorities(new_year: Borough) -> None:
    few = asked(new_year, "Pat", path(new_year, "?limit=200"))
    with unit_of_work(by=new_year.who("Ada"), at=now()) as unit:
        for place in range(198):
            actions.add_priority(unit, plan_id=new_year.plan.id, title=f"Priority {place:03}")

    assert (few, asked(new_year, "Pat", path(new_year, "?limit=200"))) == ((4, 2), (4, 200))
