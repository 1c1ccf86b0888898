import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written
from tests.actions.subjects import contribution_to
from tests.borough import ACTION_IN, Borough, action_in_progress

ADD = DEEDS["add_contributor"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["organisation"]) == (201, str(borough.housing.id))
    assert (asked.body["part"], asked.body["ended_at"]) == ("Lends two rooms", None)
    assert asked.written == (Written("action.contributor_added", 1, "Priya", told=("Rob",)),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = ADD.ask(borough, "Dev")

    assert asked.written == (Written("action.contributor_added", 1, "Dev", "Priya", told=("Rob",)),)


def test_it_adds_an_organisation_once(borough: Borough) -> None:
    action = action_in_progress(borough)
    contribution_to(borough, action)

    assert ADD.ask(borough, on=action).refusal == (409, "already_contributes", 0)


def test_it_adds_again_whoever_had_left(borough: Borough) -> None:
    action = action_in_progress(borough)
    DEEDS["remove_contributor"].ask(borough, on=contribution_to(borough, action))

    assert ADD.ask(borough, on=action).status == 201


def test_it_adds_no_organisation_that_leads(borough: Borough) -> None:
    asked = ADD.ask(borough, organisation=str(borough.council.id))

    assert asked.refusal == (409, "already_contributes", 0)


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Rob", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, organisation=str(borough.plan.id))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/organisation"]
