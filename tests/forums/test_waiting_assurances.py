from datetime import UTC, datetime

import pytest
import time_machine

from backend.actions.models import Plan
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.models import Forum
from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.assuring import DUE_ON, submitted
from tests.forums.chamber import growth_forum

Told = list[tuple[str, str, str, str]]


def waiting(borough: Borough, who: str) -> Told:
    return [
        (one["subject"]["type"], one["subject"]["id"], one["since"], one["due_on"])
        for one in read(borough, who, "/me/waiting")["results"]
        if one["kind"] == "assurance_to_give"
    ]


def to_give(borough: Borough) -> Told:
    since = "2027-01-01T00:00:00.000000Z"
    return [("priority", str(borough.youth.id), since, DUE_ON.isoformat())]


@pytest.mark.parametrize("who", ["Priya", "Dev"])
def test_it_waits_for_the_sponsor_once_the_quarter_has_ended(new_year: Borough, who: str) -> None:
    assert waiting(new_year, who) == to_give(new_year)


def test_it_waits_no_more_once_it_is_given(new_year: Borough) -> None:
    submitted(new_year)

    assert waiting(new_year, "Priya") == []
    assert len(waiting(new_year, "Omar")) == 1


def test_it_waits_on_when_another_quarter_was_assured(new_year: Borough) -> None:
    submitted(new_year, period="2026-Q3")

    assert waiting(new_year, "Priya") == to_give(new_year)


def test_it_waits_on_past_its_date(new_year: Borough) -> None:
    with time_machine.travel(datetime(2027, 1, 20, 9, tzinfo=UTC)):
        assert waiting(new_year, "Priya") == to_give(new_year)


@pytest.mark.parametrize("who", ["Ada", "Audrey", "Sara", "Tom", "Rhea", "Pat"])
def test_it_waits_for_nobody_else(new_year: Borough, who: str) -> None:
    assert waiting(new_year, who) == []


def test_it_waits_for_nobody_where_no_board_is(new_year: Borough) -> None:
    with unit_of_work(by=new_year.who("Ada"), at=now()) as unit:
        board = Forum.objects.get(id=new_year.board.id)
        board.parent = growth_forum(new_year)
        unit.record("forum.revised", board)

    assert waiting(new_year, "Priya") == []


def test_it_waits_for_nobody_of_a_plan_that_was_rolled_over(new_year: Borough) -> None:
    with unit_of_work(by=new_year.who("Ada"), at=now()) as unit:
        plan = Plan.objects.get(id=new_year.plan.id)
        plan.rolled_over_at = unit.at
        unit.record("plan.rolled_over", plan)

    assert waiting(new_year, "Priya") == []
