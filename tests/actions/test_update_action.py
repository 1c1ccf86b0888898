from datetime import timedelta

import pytest
import time_machine

from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    WRONG_STATE,
    Written,
    read,
)
from tests.actions.standings import late_milestone, rhythm, threatened
from tests.actions.subjects import update_asked_for
from tests.borough import ACTION_IN, Borough, action_at_risk, action_in_progress, escalated

UPDATE = DEEDS["update_action"]


@pytest.mark.parametrize("who", ["Rhea", "Tracker"])
def test_it_updates_and_is_recorded(borough: Borough, who: str) -> None:
    asked = UPDATE.ask(borough, who)

    assert (asked.status, asked.body["percent_complete"]) == (201, 60)
    assert asked.body["author"] == str(borough.actor_id(who))
    assert asked.written == (Written("action.updated", 1, who),)


def test_it_leaves_the_action_as_it_is(borough: Borough) -> None:
    action = action_in_progress(borough)

    UPDATE.ask(borough, on=action)

    assert read(borough, "Pat", f"/actions/{action.id}")["version"] == action.version


def test_it_can_be_read_back(borough: Borough) -> None:
    asked = UPDATE.ask(borough, on=(action := action_in_progress(borough)))

    listed = read(borough, "Pat", f"/actions/{action.id}/updates")

    assert listed["results"] == [asked.body]


def test_it_answers_the_open_request(borough: Borough) -> None:
    action = action_in_progress(borough)
    wanted = update_asked_for(borough, action)

    asked = UPDATE.ask(borough, on=action)

    assert asked.written == (
        Written("action.updated", 1, "Rhea"),
        Written("update_request.answered", 2, "Rhea"),
    )
    answered = read(borough, "Pat", f"/update-requests/{wanted.id}")
    assert (answered["state"], answered["answered_by"]) == ("answered", asked.body["id"])
    assert answered["next_rung_at"] is None


def test_it_answers_no_request_of_another_action(borough: Borough) -> None:
    update_asked_for(borough, action_in_progress(borough))

    asked = UPDATE.ask(borough)

    assert asked.written == (Written("action.updated", 1, "Rhea"),)


@pytest.mark.parametrize("percent", [-1, 101])
def test_it_counts_to_a_hundred(borough: Borough, percent: int) -> None:
    asked = UPDATE.ask(borough, percent_complete=percent)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/percent_complete"]


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert UPDATE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_takes_a_report_on_what_is_at_risk(borough: Borough) -> None:
    assert UPDATE.ask(borough, on=action_at_risk(borough), confidence="red").status == 201


@pytest.mark.parametrize("confidence", ["amber", "green"])
def test_it_asks_why_the_lead_is_more_confident_than_the_rules(
    borough: Borough, confidence: str
) -> None:
    asked = UPDATE.ask(borough, on=action_at_risk(borough), confidence=confidence)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["justification_missing"]
    assert "rule 2, flagged_at_risk, this action is red" in asked.body["detail"]
    assert asked.body["unmet"][0]["who"] == ["representative", "system"]


def test_it_keeps_why_the_lead_is_more_confident(borough: Borough) -> None:
    words = "Both posts are filled from Monday."

    asked = UPDATE.ask(borough, on=action_at_risk(borough), justification=words)

    assert (asked.status, asked.body["justification"]) == (201, words)
    assert asked.written == (Written("action.updated", 1, "Rhea"),)


@pytest.mark.parametrize("confidence", ["red", "amber", "green"])
def test_it_asks_nothing_of_whoever_is_no_more_confident(borough: Borough, confidence: str) -> None:
    asked = UPDATE.ask(borough, on=action_in_progress(borough), confidence=confidence)

    assert (asked.status, asked.body["justification"]) == (201, "")


@pytest.mark.parametrize(
    ("confidence", "refused"), [("red", False), ("amber", False), ("green", True)]
)
def test_it_lets_the_lead_agree_with_the_rules(
    borough: Borough, confidence: str, *, refused: bool
) -> None:
    asked = UPDATE.ask(borough, on=threatened(borough), confidence=confidence)

    assert (asked.status == 409) is refused


def test_it_looks_at_milestones_and_escalations_too(borough: Borough) -> None:
    late, stuck = action_in_progress(borough), escalated(borough, action_in_progress(borough))
    late_milestone(borough, late, 29)

    asked = [UPDATE.ask(borough, on=action) for action in (late, stuck)]

    assert [one.refusal for one in asked] == [GUARDED, GUARDED]


def test_it_counts_as_fresh_itself(borough: Borough) -> None:
    """A lead who ends a silence need not explain it."""
    rhythm(borough, 7)
    action = action_in_progress(borough)

    with time_machine.travel(now() + timedelta(days=8)):
        asked = UPDATE.ask(borough, on=action, confidence="green")

    assert asked.status == 201


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_looks_at_the_state_before_the_rules(borough: Borough, state: str) -> None:
    asked = UPDATE.ask(borough, on=ACTION_IN[state](borough), confidence="green")

    assert asked.refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert UPDATE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Ada", "Rob", "Mirror", "Audrey"])
def test_it_forbids_whoever_does_not_act_for_the_lead(borough: Borough, who: str) -> None:
    assert UPDATE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = UPDATE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/confidence", "#/narrative", "#/percent_complete"]
