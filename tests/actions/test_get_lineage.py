"""From plan to plan and from action to action: the way of one piece of work, both ways."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, Carriage
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.actions.deeds import DEEDS
from tests.actions.questions import Body, read
from tests.actions.rolling import Stage, staged
from tests.actions.subjects import priority_in, successor_of
from tests.borough import Borough, many_actions


@pytest.fixture
def stage(borough: Borough) -> Stage:
    return staged(borough)


def lineage(stage: Stage, action: Action, who: str = "Pat") -> Body:
    found: Body = read(stage.borough, who, f"/actions/{action.id}/lineage")
    return found


def carry(stage: Stage, action: Action) -> Action:
    """To the new plan."""
    body = {"plan": str(stage.new.id), "priority": str(stage.after.id), "reason": "It goes on."}
    asked = DEEDS["carry_action_forward"].ask(stage.borough, on=action, body=body)
    assert asked.status == 200
    return Action.objects.get(id=action.id)


def merge(stage: Stage, action: Action, into: Action) -> None:
    asked = DEEDS["merge_action"].ask(
        stage.borough, on=Action.objects.get(id=action.id), into=str(into.id)
    )
    assert asked.status == 200


def ways(steps: list[Body]) -> list[tuple[str, str]]:
    return [(one["action"], one["outturn"]) for one in steps]


def test_it_is_empty_of_an_action_that_stayed(stage: Stage) -> None:
    action = stage.live()

    assert lineage(stage, action) == {"action": str(action.id), "path": [], "absorbed": []}


def test_it_walks_from_plan_to_plan(stage: Stage) -> None:
    action = carry(stage, stage.live())
    third = successor_of(stage.borough, stage.new)
    body = {
        "plan": str(third.id),
        "priority": str(priority_in(stage.borough, third).id),
        "reason": "On.",
    }
    DEEDS["carry_action_forward"].ask(stage.borough, on=action, body=body)

    path = lineage(stage, action)["path"]

    plans = [(one["from_plan"], one["to_plan"]) for one in path]
    assert plans == [
        (str(stage.old.id), str(stage.new.id)),
        (str(stage.new.id), str(third.id)),
    ]


def test_it_walks_on_with_the_action_it_went_into(stage: Stage) -> None:
    small, large = stage.live(), stage.live()
    merge(stage, small, large)
    carry(stage, large)

    assert ways(lineage(stage, small)["path"]) == [
        (str(small.id), "merged"),
        (str(large.id), "carried"),
    ]


def test_it_walks_back_to_all_that_came_in(stage: Stage) -> None:
    smallest, small, other, large = (stage.live() for _ in range(4))
    merge(stage, smallest, small)
    merge(stage, small, large)
    merge(stage, other, large)

    absorbed = ways(lineage(stage, large)["absorbed"])

    assert sorted(absorbed) == sorted((str(one.id), "merged") for one in (smallest, small, other))


def test_it_forgets_a_merge_that_was_undone(stage: Stage) -> None:
    small, large = stage.live(), stage.live()
    merge(stage, small, large)
    DEEDS["reinstate_action"].ask(stage.borough, on=Action.objects.get(id=small.id))

    assert lineage(stage, small)["path"] == []
    assert lineage(stage, large)["absorbed"] == []


def absorbing(stage: Stage, into: Action, count: int) -> None:
    many_actions(stage.borough, count, plan=stage.old, priority=stage.youth)
    fresh = Action.objects.open().filter(plan=stage.old).exclude(id=into.id)
    with unit_of_work(by=stage.borough.who("Ada"), at=now()) as unit:
        for action in fresh.order_by("id"):
            action.withdraw(at=unit.at)
            unit.record("action.withdrawn", action)
            unit.record(
                "action.accounted_for",
                Carriage(
                    partnership_id=action.partnership_id,
                    action=action,
                    outturn="merged",
                    from_plan=stage.old,
                    to_plan=stage.old,
                    into=into,
                    reason="It is part of the larger one.",
                ),
            )


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_reads_no_more_for_more_that_came_in(stage: Stage, who: str) -> None:
    into = stage.live()
    stage.borough.as_(who)
    costs = []
    for count in (1, 60):
        absorbing(stage, into, count)
        with CaptureQueriesContext(connection) as captured:
            lineage(stage, into, who)
        costs.append(len(captured))

    assert costs[0] == costs[1]
    assert len(lineage(stage, into, who)["absorbed"]) == 61


def test_it_hides_the_action_of_another_partnership(stage: Stage) -> None:
    answer = stage.borough.as_("Olga").get(f"/actions/{stage.live().id}/lineage")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
