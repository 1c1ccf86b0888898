import pytest

from backend.actions import operations
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough, action_in_progress, bare_action

TRANSFER = DEEDS["transfer_action"]


def told_of(borough: Borough, by: str, on_behalf_of: str | None = None) -> Written:
    given = {"was_priority": str(borough.youth.id), "reason": "It is about the roads."}
    return Written("action.transferred", 3, by, on_behalf_of, told=("Omar", "Rhea"), given=given)


def test_it_transfers_and_is_recorded(borough: Borough) -> None:
    asked = TRANSFER.ask(borough)

    assert (asked.status, asked.body["priority"]) == (200, str(borough.roads.id))
    assert asked.written == (told_of(borough, "Priya"),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    assert TRANSFER.ask(borough, "Dev").written == (told_of(borough, "Dev", "Priya"),)


def test_it_leaves_the_action_to_the_new_sponsor(borough: Borough) -> None:
    action = action_in_progress(borough)
    TRANSFER.ask(borough, on=action)
    youth = str(borough.youth.id)

    before = TRANSFER.ask(borough, "Priya", on=action, version=3, priority=youth)
    after = TRANSFER.ask(borough, "Omar", on=action, version=3, priority=youth)

    assert before.refusal == FORBIDDEN
    assert (after.status, after.body["priority"]) == (200, youth)


def test_it_asks_for_another_priority(borough: Borough) -> None:
    asked = TRANSFER.ask(borough, priority=str(borough.youth.id))

    assert asked.refusal == MALFORMED
    assert [(one["code"], one["pointer"]) for one in asked.body["errors"]] == [
        ("unchanged", "#/priority")
    ]


def test_it_takes_no_priority_of_another_plan(borough: Borough) -> None:
    plan = borough.act("Ada", operations.add_plan, title="Old Plan")
    other = borough.act("Ada", operations.add_priority, plan_id=plan.id, title="Old priority")

    asked = TRANSFER.ask(borough, priority=str(other.id))

    assert asked.refusal == MALFORMED
    assert asked.body["errors"][0]["code"] == "unknown_reference"


def test_it_asks_for_a_reason(borough: Borough) -> None:
    asked = TRANSFER.ask(borough, body={"priority": str(borough.roads.id)})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/reason"]


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert TRANSFER.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert TRANSFER.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Rob", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert TRANSFER.ask(borough, who).refusal == FORBIDDEN


@pytest.mark.parametrize("who", ["Ada", "Priya", "Omar"])
def test_it_is_nobody_s_without_a_priority(borough: Borough, who: str) -> None:
    asked = TRANSFER.ask(borough, who, on=bare_action(borough))

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"].startswith("Nobody can transfer this action yet")


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert TRANSFER.ask(borough, version=1).refusal == STALE
