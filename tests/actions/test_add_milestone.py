import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough

ADD = DEEDS["add_milestone"]


@pytest.mark.parametrize("who", ["Priya", "Rhea"])
def test_it_adds_and_is_recorded(borough: Borough, who: str) -> None:
    asked = ADD.ask(borough, who)

    assert (asked.status, asked.body["state"], asked.body["due_on"]) == (201, "open", "2027-01-15")
    assert asked.headers["Location"].endswith(f"/api/v1/milestones/{asked.body['id']}")
    assert asked.written == (Written("milestone.added", 1, who),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    assert ADD.ask(borough, "Dev").written == (Written("milestone.added", 1, "Dev", "Priya"),)


def test_it_is_mandatory_unless_said(borough: Borough) -> None:
    asked = ADD.ask(borough, body={"title": "First centre opens", "due_on": "2027-01-15"})

    assert asked.body["mandatory"] is True


@pytest.mark.parametrize("state", ["proposed", "in_progress", "at_risk"])
def test_it_adds_to_any_open_action(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).status == 201


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Tracker", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_represents(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/due_on", "#/title"]
