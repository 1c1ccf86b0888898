import pytest

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
from tests.borough import ACTION_IN, Borough, action_at_risk, delegated, escalated

RECOVER = DEEDS["recover_action"]
SAID = {"what_changed": "Both posts are filled."}


def test_it_recovers_and_is_recorded(borough: Borough) -> None:
    asked = RECOVER.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "in_progress", True)
    assert asked.written == (Written("action.recovered", 4, "Priya", given=SAID),)


def test_it_forgets_the_risk(borough: Borough) -> None:
    body = RECOVER.ask(borough).body

    assert (body["risk_cause"], body["risk_explanation"], body["risk_mitigation"]) == ("", "", "")
    assert body["recovery_expected_on"] is None


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = RECOVER.ask(borough, "Dev")

    assert asked.written == (Written("action.recovered", 4, "Dev", "Priya", given=SAID),)


def test_it_is_a_system_s_to_do_once_delegated(borough: Borough) -> None:
    before = RECOVER.ask(borough, "Robot")
    delegated(borough, "recover_delegate")

    asked = RECOVER.ask(borough, "Robot")

    assert before.refusal == FORBIDDEN
    assert asked.status == 200


def test_it_waits_for_the_answer_to_an_escalation(borough: Borough) -> None:
    asked = RECOVER.ask(borough, on=escalated(borough, action_at_risk(borough)))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["open_escalation"]


def test_it_asks_what_changed(borough: Borough) -> None:
    asked = RECOVER.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/what_changed"]


def test_it_has_nothing_to_do_in_progress(borough: Borough) -> None:
    asked = RECOVER.ask(borough, on=ACTION_IN["in_progress"](borough))

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert RECOVER.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert RECOVER.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Mel", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert RECOVER.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert RECOVER.ask(borough, version=2).refusal == STALE
