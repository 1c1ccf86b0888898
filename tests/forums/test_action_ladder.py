"""An action shows what was escalated of it, rung by rung, with how long each forum held it."""

from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.forums.operations import acknowledge_escalation, refer_escalation
from tests.actions.questions import read
from tests.borough import Borough, action_in_progress, many_actions
from tests.forums.chamber import growth_forum
from tests.forums.rungs import ANSWER, SPRING, answered, fresh, moved, raised, withdrawn


def after(days: int) -> Any:
    return time_machine.travel(SPRING + timedelta(days=days), tick=False)


def test_it_shows_nothing_where_nothing_was_escalated(spring: Borough) -> None:
    action = action_in_progress(spring)

    assert read(spring, "Pat", f"/actions/{action.id}")["escalations"] == []


def test_it_shows_the_ladder_with_its_durations(spring: Borough) -> None:
    with after(0):
        escalation = raised(spring)
    with after(2):
        moved(spring, escalation, refer_escalation, reason="It is the Board's money.")
    with after(5):
        moved(spring, escalation, acknowledge_escalation)
    with after(9):
        answered(spring, fresh(escalation))
    with after(20):
        shown = read(spring, "Pat", f"/actions/{escalation.action_id}")["escalations"]

    (one,) = shown
    assert (one["state"], one["answer"], one["days"]) == ("resolved", ANSWER, 9)
    assert [(rung["forum"], rung["end"], rung["days"]) for rung in one["rungs"]] == [
        (str(growth_forum(spring).id), "referred", 2),
        (str(spring.board.id), "resolved", 7),
    ]


def test_it_counts_until_now_while_it_is_open(spring: Borough) -> None:
    with after(0):
        escalation = raised(spring)
    with after(3):
        (one,) = read(spring, "Pat", f"/actions/{escalation.action_id}")["escalations"]

    (rung,) = one["rungs"]
    assert (one["days"], rung["days"], rung["end"]) == (3, 3, None)


def test_it_shows_every_one_in_order(spring: Borough) -> None:
    action = action_in_progress(spring)
    withdrawn(spring, action_id=action.id)
    raised(spring, action_id=action.id)

    shown = read(spring, "Pat", f"/actions/{action.id}")["escalations"]

    assert [one["state"] for one in shown] == ["withdrawn", "raised"]


def test_it_is_the_same_in_a_list_as_alone(spring: Borough) -> None:
    escalation = raised(spring)

    alone = read(spring, "Pat", f"/actions/{escalation.action_id}")

    assert read(spring, "Pat", "/actions")["results"] == [alone]


def statements(borough: Borough) -> int:
    pat = borough.as_("Pat")
    with CaptureQueriesContext(connection) as asked:
        assert pat.get("/actions?limit=200").status_code == 200
    return len(asked)


def test_it_asks_no_more_for_many_than_for_one(spring: Borough) -> None:
    borough = spring
    action_in_progress(borough)
    without = statements(borough)
    raised(borough)
    one = statements(borough)
    raised(borough)
    many_actions(borough, 50)

    assert (one, statements(borough)) == (without + 2, one)
