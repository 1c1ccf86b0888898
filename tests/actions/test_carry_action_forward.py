import pytest

from backend.actions import operations
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
from tests.actions.subjects import (
    carrying,
    contribution_to,
    milestone_of,
    priority_in,
    successor_of,
)
from tests.borough import (
    ACTION_IN,
    Borough,
    action_at_risk,
    action_in_progress,
    bare_action,
    proposed_action,
    with_evidence,
)

CARRY = DEEDS["carry_action_forward"]
WHY = {"reason": "Two centres are still to open."}


def test_it_carries_forward_and_is_recorded(borough: Borough) -> None:
    given = carrying(borough)

    asked = CARRY.ask(borough, body=given)

    assert asked.status == 200
    assert (asked.body["plan"], asked.body["priority"]) == (given["plan"], given["priority"])
    assert asked.written == (
        Written("action.carried_forward", 3, "Priya", told=("Dev", "Rhea"), given=WHY),
        Written("action.accounted_for", 1, "Priya"),
    )


def test_it_carries_the_very_same_action(borough: Borough) -> None:
    action = action_at_risk(borough)
    milestone = milestone_of(borough, action)
    contribution_to(borough, action)
    with_evidence(borough, action)
    before = Action.objects.get(id=action.id)

    CARRY.ask(borough, on=action)

    after = Action.objects.get(id=action.id)
    kept = ("state", "title", "due_on", "original_due_on", "started_at", "lead_id", "risk_cause")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.milestones.get().id == milestone.id
    assert (after.evidence.count(), after.contributions.count()) == (1, 1)


def test_it_keeps_where_it_came_from(borough: Borough) -> None:
    action = action_in_progress(borough)

    asked = CARRY.ask(borough, on=action)

    carriage = Carriage.objects.get(action=action)
    assert (carriage.outturn, carriage.from_plan_id) == ("carried", borough.plan.id)
    assert (str(carriage.to_plan_id), carriage.from_priority_id) == (
        asked.body["plan"],
        borough.youth.id,
    )
    assert carriage.reason == WHY["reason"]


@pytest.mark.parametrize(("who", "sponsor"), [("Dev", "Priya"), ("Ada", None)])
def test_it_is_the_deputy_s_and_the_administrator_s_too(
    borough: Borough, who: str, sponsor: str | None
) -> None:
    asked = CARRY.ask(borough, who)

    told = tuple(sorted({"Priya", "Dev", "Rhea"} - {who}))
    assert asked.written[0] == Written(
        "action.carried_forward", 3, who, sponsor, told=told, given=WHY
    )
    assert asked.written[1].on_behalf_of == sponsor


def test_it_takes_the_open_actions_nested_in_it_along(borough: Borough) -> None:
    parent = action_in_progress(borough)
    child = action_in_progress(borough, parent_id=parent.id)
    grandchild = proposed_action(borough, parent_id=child.id)
    closed = ACTION_IN["done"](borough, parent_id=parent.id)

    asked = CARRY.ask(borough, on=parent)

    plans = {str(one.plan_id) for one in Action.objects.filter(id__in=[child.id, grandchild.id])}
    assert plans == {asked.body["plan"]}
    assert Action.objects.get(id=closed.id).plan_id == borough.plan.id
    assert [one.verb for one in asked.written].count("action.carried_forward") == 3
    assert Carriage.objects.count() == 3


def test_it_goes_before_what_it_is_nested_in(borough: Borough) -> None:
    parent = action_in_progress(borough)
    child = action_in_progress(borough, parent_id=parent.id)

    asked = CARRY.ask(borough, on=child)

    assert (asked.status, asked.body["parent"]) == (200, None)
    assert asked.written[0].given == {**WHY, "was_parent": str(parent.id)}
    assert Action.objects.get(id=parent.id).plan_id == borough.plan.id


def test_it_stands_no_more_against_closing_what_it_was_nested_in(borough: Borough) -> None:
    parent = action_in_progress(borough)
    CARRY.ask(borough, on=action_in_progress(borough, parent_id=parent.id))

    assert DEEDS["withdraw_action"].ask(borough, on=parent).status == 200


def test_it_joins_what_went_before(borough: Borough) -> None:
    """One that was closed stayed behind, and goes after its parent once it is open again."""
    parent = action_in_progress(borough)
    child = ACTION_IN["withdrawn"](borough, parent_id=parent.id)
    given = carrying(borough)
    CARRY.ask(borough, on=parent, body=given)
    back = DEEDS["reinstate_action"].ask(borough, on=child)

    asked = CARRY.ask(borough, on=child, body=given, version=back.body["version"])

    assert (asked.status, asked.body["parent"]) == (200, str(parent.id))


def test_it_carries_no_nested_action_of_another_sponsor(borough: Borough) -> None:
    parent = action_in_progress(borough)
    borough.act(
        "Omar",
        operations.propose_action,
        plan_id=borough.plan.id,
        title="Build the road to it",
        priority_id=borough.roads.id,
        parent_id=parent.id,
    )

    assert CARRY.ask(borough, on=parent).refusal == FORBIDDEN


def test_it_needs_a_priority_once_it_is_live(borough: Borough) -> None:
    plan = successor_of(borough, borough.plan)
    body = {"plan": str(plan.id), **WHY}

    live = CARRY.ask(borough, body=body)
    proposed = CARRY.ask(borough, on=proposed_action(borough), body=body)
    bare = CARRY.ask(borough, "Ada", on=bare_action(borough), body=body)

    assert (live.refusal, live.unmet) == (GUARDED, ["priority_missing"])
    assert (proposed.status, proposed.body["priority"]) == (200, None)
    assert (bare.status, bare.body["priority"]) == (200, None)


def test_it_goes_to_a_plan_that_succeeds_later(borough: Borough) -> None:
    second = successor_of(borough, borough.plan)
    third = successor_of(borough, second)
    priority = priority_in(borough, third)

    asked = CARRY.ask(borough, plan=str(third.id), priority=str(priority.id))

    assert asked.body["plan"] == str(third.id)


def test_it_goes_to_no_plan_that_does_not_succeed(borough: Borough) -> None:
    itself = CARRY.ask(borough, plan=str(borough.plan.id))
    winter = borough.act("Ada", operations.add_plan, title="Winter Plan")
    other = CARRY.ask(borough, plan=str(winter.id))

    codes = [one.body["errors"][0]["code"] for one in (itself, other)]
    assert [one.refusal for one in (itself, other)] == [MALFORMED, MALFORMED]
    assert [one.pointers for one in (itself, other)] == [["#/plan"], ["#/plan"]]
    assert codes == ["not_a_successor", "not_a_successor"]


def test_it_names_a_priority_of_that_plan(borough: Borough) -> None:
    asked = CARRY.ask(borough, priority=str(borough.roads.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/priority"])


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert CARRY.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert CARRY.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Omar", "Rhea", "Tracker", "Robot", "Audrey", "Pat"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert CARRY.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert CARRY.ask(borough, version=7).refusal == STALE
