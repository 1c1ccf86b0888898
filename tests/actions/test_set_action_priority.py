import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough, bare_action, proposed_action

SET = DEEDS["set_action_priority"]


def test_it_sets_and_is_recorded(borough: Borough) -> None:
    asked = SET.ask(borough)

    assert (asked.status, asked.body["priority"]) == (200, str(borough.youth.id))
    assert asked.written == (Written("action.priority_set", 2, "Ada", told=("Dev", "Priya")),)


def test_it_gives_the_action_its_sponsor(borough: Borough) -> None:
    action = bare_action(borough)
    before = DEEDS["assign_lead"].ask(borough, on=action)
    SET.ask(borough, on=action)

    after = DEEDS["assign_lead"].ask(borough, on=action, version=2)

    assert before.refusal == FORBIDDEN
    assert after.status == 200


def test_it_sets_a_priority_once(borough: Borough) -> None:
    asked = SET.ask(borough, on=proposed_action(borough))

    assert asked.refusal == (409, "priority_already_set", 0)


def test_it_takes_no_priority_of_another_plan(borough: Borough) -> None:
    plan = borough.act("Ada", operations.add_plan, title="Old Plan")
    other = borough.act("Ada", operations.add_priority, plan_id=plan.id, title="Old priority")

    asked = SET.ask(borough, priority=str(other.id))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/priority"]


@pytest.mark.parametrize("state", ["in_progress", "at_risk", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert SET.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert SET.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Omar", "Rhea", "Audrey"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert SET.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert SET.ask(borough, version=2).refusal == STALE
