"""Escalations in a list: what is found by what, and at what price."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.questions import read
from tests.borough import Borough
from tests.deals import round_table
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import (
    acknowledged,
    raised,
    raised_to_the_board,
    referred,
    resolved,
    returned,
)


def found(borough: Borough, query: str) -> list[str]:
    results = read(borough, "Pat", f"/escalations?{query}")["results"]
    return [one["id"] for one in results]


def test_it_finds_by_the_forum_that_holds_it(ladder: Borough) -> None:
    below, above, sent_up = raised(ladder), raised_to_the_board(ladder), referred(ladder)

    growth = growth_forum(ladder)

    assert found(ladder, f"forum={growth.id}") == [str(below.id)]
    assert found(ladder, f"forum={ladder.board.id}") == [str(above.id), str(sent_up.id)]


def test_it_finds_by_its_state(ladder: Borough) -> None:
    one, other, _ = raised(ladder), returned(ladder), resolved(ladder)

    assert found(ladder, "state=raised,returned") == [str(one.id), str(other.id)]


def test_it_finds_by_its_subject_and_its_priority(ladder: Borough) -> None:
    table = round_table.active(ladder)
    of_action = raised(ladder)
    of_deal = raised(ladder, deal_id=table.deal.id, priority_id=ladder.youth.id)

    assert found(ladder, f"action={of_action.action_id}") == [str(of_action.id)]
    assert found(ladder, f"deal={table.deal.id}") == [str(of_deal.id)]
    assert len(found(ladder, f"priority={ladder.youth.id}")) == 2
    assert found(ladder, f"priority={ladder.roads.id}") == []


def test_it_finds_what_is_needed_by_a_day(ladder: Borough) -> None:
    one = raised(ladder)

    assert found(ladder, f"needed_by__lte={one.needed_by}") == [str(one.id)]
    assert found(ladder, "needed_by__lte=2030-01-01") == []


def test_it_finds_what_is_on_no_agenda(ladder: Borough) -> None:
    at_the_board = acknowledged(ladder, forum=ladder.board, why_only_the_board="Its money.")
    scheduled(ladder, growth_forum(ladder))
    placed, waiting = acknowledged(ladder), raised(ladder)

    assert found(ladder, "unplaced=true") == [str(at_the_board.id)]
    assert found(ladder, "unplaced=false") == [str(placed.id), str(waiting.id)]


@pytest.mark.parametrize("query", ["state=open", "overdue=yes", "needed_by__lte=soon", "kind=risk"])
def test_it_refuses_what_it_does_not_know(ladder: Borough, query: str) -> None:
    assert ladder.as_("Pat").get(f"/escalations?{query}").status_code == 400


def test_it_hides_them_from_another_partnership(ladder: Borough) -> None:
    one = raised(ladder)

    olga = ladder.as_("Olga")

    assert olga.get("/escalations").json()["results"] == []
    assert olga.get(f"/escalations/{one.id}").status_code == 404
    assert olga.get(f"/escalations/{one.id}/hops").status_code == 404


def statements(borough: Borough, path: str) -> int:
    pat = borough.as_("Pat")
    with CaptureQueriesContext(connection) as asked:
        assert pat.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("make", [raised, resolved])
def test_it_asks_no_more_for_many_than_for_one(
    ladder: Borough, make: Callable[[Borough], object]
) -> None:
    make(ladder)
    one = statements(ladder, "/escalations?limit=200")
    make(ladder)
    make(ladder)
    make(ladder)

    assert statements(ladder, "/escalations?limit=200") == one
