import pytest

from backend.actions.models import Action, Carriage
from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.actions.subjects import priority_in, successor_of
from tests.borough import (
    ACTION_IN,
    Borough,
    action_in_progress,
    bare_action,
    escalated,
    proposed_action,
)
from tests.people.test_appoint import deputise

MERGE = DEEDS["merge_action"]
WHY = {"reason": "It is part of the larger one."}


def test_it_merges_and_is_recorded(borough: Borough) -> None:
    asked = MERGE.ask(borough)

    assert (asked.status, asked.body["state"]) == (200, "withdrawn")
    assert asked.written == (
        Written("action.withdrawn", 3, "Priya", told=("Rhea",), given=WHY),
        Written("action.accounted_for", 1, "Priya", told=("Dev", "Rhea")),
    )


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = MERGE.ask(borough, "Dev")

    assert [one.on_behalf_of for one in asked.written] == ["Priya", "Priya"]


def test_it_keeps_what_it_went_into(borough: Borough) -> None:
    into = proposed_action(borough)

    asked = MERGE.ask(borough, into=str(into.id))

    carriage = Carriage.objects.get(action_id=asked.body["id"])
    assert (carriage.outturn, carriage.into_id) == ("merged", into.id)
    assert (carriage.to_plan_id, carriage.to_priority_id) == (borough.plan.id, borough.youth.id)
    assert Action.objects.get(id=into.id).version == into.version


def test_it_merges_into_an_action_of_a_successor(borough: Borough) -> None:
    plan = successor_of(borough, borough.plan)
    priority = priority_in(borough, plan)
    into = proposed_action(borough, plan_id=plan.id, priority_id=priority.id)

    assert MERGE.ask(borough, into=str(into.id)).status == 200


def test_it_merges_into_no_other_plan(borough: Borough) -> None:
    plan = successor_of(borough, borough.plan)
    priority = priority_in(borough, plan)
    later = proposed_action(borough, plan_id=plan.id, priority_id=priority.id)

    backwards = MERGE.ask(borough, on=later, into=str(proposed_action(borough).id))

    assert (backwards.refusal, backwards.pointers) == (MALFORMED, ["#/into"])
    assert backwards.body["errors"][0]["code"] == "not_a_successor"


def test_it_merges_into_another_alone(borough: Borough) -> None:
    action = action_in_progress(borough)

    asked = MERGE.ask(borough, on=action, into=str(action.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/into"])


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_merges_into_an_open_one_alone(borough: Borough, state: str) -> None:
    closed = ACTION_IN[state](borough)

    assert MERGE.ask(borough, into=str(closed.id)).refusal == (409, "merged_into_closed", 0)


def test_it_meets_the_guards_of_a_withdrawal(borough: Borough) -> None:
    action = escalated(borough, action_in_progress(borough))
    proposed_action(borough, parent_id=action.id)

    asked = MERGE.ask(borough, on=action)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["open_child_actions", "open_escalation"]


def test_it_is_said_again_of_one_that_came_back(borough: Borough) -> None:
    first = MERGE.ask(borough)
    action = Action.objects.get(id=first.body["id"])
    back = DEEDS["reinstate_action"].ask(borough, on=action)

    again = MERGE.ask(borough, on=action, version=back.body["version"], reason="After all.")

    carriage = Carriage.objects.get(action=action)
    assert again.status == 200
    assert (carriage.version, carriage.reason) == (2, "After all.")


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert MERGE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert MERGE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert MERGE.ask(borough, who).refusal == FORBIDDEN


@pytest.mark.parametrize("scope", [["merge_action"], ["withdraw_action"]])
def test_it_takes_the_right_to_withdraw_as_well(borough: Borough, scope: list[str]) -> None:
    deputise(borough, scope=scope)
    action = action_in_progress(borough)

    one_alone = MERGE.ask(borough, "Pat", on=action, version=7)
    deputise(borough, scope=["merge_action", "withdraw_action"])

    assert one_alone.refusal == FORBIDDEN
    assert MERGE.ask(borough, "Pat", on=action).status == 200


def test_it_says_that_nobody_can_without_a_priority(borough: Borough) -> None:
    assert MERGE.ask(borough, on=bare_action(borough)).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert MERGE.ask(borough, version=7).refusal == STALE
