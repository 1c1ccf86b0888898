import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.actions.subjects import claimed_action
from tests.borough import ACTION_IN, Borough, action_in_progress

ASSIGN = DEEDS["assign_lead"]


def test_it_assigns_and_is_recorded(borough: Borough) -> None:
    asked = ASSIGN.ask(borough)

    assert (asked.status, asked.body["lead"]) == (200, str(borough.housing.id))
    assert asked.written == (Written("action.lead_assigned", 3, "Priya", told=("Rob",)),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = ASSIGN.ask(borough, "Dev")

    assert asked.written == (Written("action.lead_assigned", 3, "Dev", "Priya", told=("Rob",)),)


def test_it_hands_over_what_the_lead_may_do(borough: Borough) -> None:
    action = action_in_progress(borough)
    ASSIGN.ask(borough, on=action)

    former = DEEDS["update_action"].ask(borough, "Rhea", on=action)
    present = DEEDS["update_action"].ask(borough, "Rob", on=action)

    assert former.refusal == FORBIDDEN
    assert present.status == 201


def test_it_refuses_an_organisation_that_is_not_there(borough: Borough) -> None:
    asked = ASSIGN.ask(borough, organisation=str(borough.plan.id))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/organisation"]


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ASSIGN.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ASSIGN.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert ASSIGN.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ASSIGN.ask(borough, version=1).refusal == STALE


def test_it_drops_what_the_lead_before_claimed(borough: Borough) -> None:
    claimed = claimed_action(borough)

    asked = DEEDS["assign_lead"].ask(borough, on=claimed)

    assert (asked.status, asked.body["claimed_at"], asked.body["claim_statement"]) == (
        200,
        None,
        "",
    )
