from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from backend.actions.models import Action, ActionState
from tests.actions.circumstances import Circumstances, action_in, money_of
from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
)
from tests.actions.subjects import claimed_action, milestone_of, proven_action
from tests.borough import (
    ACTION_IN,
    Borough,
    action_at_risk,
    action_done,
    action_in_progress,
    delegated,
    escalated,
    proposed_action,
    with_evidence,
)

COMPLETE = DEEDS["complete_action"]
WAIVER = "The report comes in spring."


def with_a_milestone(borough: Borough, action: Action) -> Action:
    milestone_of(borough, action)
    return action


def with_a_child(borough: Borough, action: Action) -> Action:
    proposed_action(borough, parent_id=action.id)
    return action


def under_four_eyes(borough: Borough, lead: str) -> Action:
    told = Circumstances(ActionState.IN_PROGRESS, "money", lead, evidence="lasting")
    return action_in(borough, money_of(borough), told)


def test_it_completes_and_is_recorded(borough: Borough) -> None:
    asked = COMPLETE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "done", True)
    assert asked.body["completion_statement"] == "All five centres are open."
    assert asked.body["closed_at"] is not None
    assert asked.written == (Written("action.completed", 3, "Priya", told=("Rhea",)),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, "Dev")

    assert asked.written == (Written("action.completed", 3, "Dev", "Priya", told=("Rhea",)),)


def test_it_is_a_system_s_to_do_once_delegated(borough: Borough) -> None:
    before = COMPLETE.ask(borough, "Robot")
    delegated(borough, "complete_delegate")

    asked = COMPLETE.ask(borough, "Robot")

    assert before.refusal == FORBIDDEN
    assert asked.status == 200


def test_it_completes_what_is_at_risk_and_forgets_the_risk(borough: Borough) -> None:
    action = action_at_risk(borough)
    with_evidence(borough, action)

    body = COMPLETE.ask(borough, on=action).body

    assert (body["state"], body["risk_cause"], body["recovery_expected_on"]) == ("done", "", None)


def test_it_answers_the_open_claim(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, on=claimed_action(borough), evidence_waiver=WAIVER)

    assert (asked.status, asked.body["claimed_by"], asked.body["claimed_at"]) == (200, None, None)


@pytest.mark.parametrize(
    ("stands_against", "code"),
    [
        (with_a_milestone, "open_milestone"),
        (escalated, "open_escalation"),
        (with_a_child, "open_child_actions"),
    ],
)
def test_it_names_what_stands_against_it(
    borough: Borough, stands_against: Callable[[Borough, Action], Action], code: str
) -> None:
    asked = COMPLETE.ask(borough, on=stands_against(borough, proven_action(borough)))

    assert asked.refusal == GUARDED
    assert asked.unmet == [code]


def test_it_asks_for_evidence(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, on=action_in_progress(borough))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["evidence_missing"]
    assert asked.body["unmet"][0]["who"] == ["sponsor", "representative"]


def test_it_names_all_at_once(borough: Borough) -> None:
    action = with_a_child(borough, with_a_milestone(borough, action_in_progress(borough)))

    asked = COMPLETE.ask(borough, on=escalated(borough, action))

    assert asked.refusal == GUARDED
    assert asked.unmet == [
        "evidence_missing",
        "open_child_actions",
        "open_escalation",
        "open_milestone",
    ]


def test_it_takes_a_waiver_with_its_reason_for_evidence(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, on=action_in_progress(borough), evidence_waiver=WAIVER)

    assert (asked.status, asked.body["evidence_waiver"]) == (200, WAIVER)


@pytest.mark.parametrize("waiver", ["", "   ", None, True])
def test_it_takes_no_waiver_without_a_reason(borough: Borough, waiver: object) -> None:
    asked = COMPLETE.ask(borough, on=action_in_progress(borough), evidence_waiver=waiver)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/evidence_waiver"]


def test_it_takes_a_waiver_for_nothing_but_evidence(borough: Borough) -> None:
    action = with_a_milestone(borough, action_in_progress(borough))

    asked = COMPLETE.ask(borough, on=action, evidence_waiver=WAIVER)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["open_milestone"]


def test_it_passes_over_a_milestone_that_is_not_mandatory(borough: Borough) -> None:
    action = proven_action(borough)
    milestone_of(borough, action, mandatory=False)

    assert COMPLETE.ask(borough, on=action).status == 200


def test_it_passes_over_a_child_that_is_closed(borough: Borough) -> None:
    action = proven_action(borough)
    action_done(borough, parent_id=action.id)

    assert COMPLETE.ask(borough, on=action).status == 200


@pytest.mark.parametrize("who", ["Rhea", "Tracker"])
def test_it_takes_four_eyes_where_the_priority_says_so(borough: Borough, who: str) -> None:
    own = COMPLETE.ask(borough, who, on=under_four_eyes(borough, "council"))
    others = COMPLETE.ask(borough, who, on=under_four_eyes(borough, "housing"))

    assert own.refusal == GUARDED
    assert own.unmet == ["four_eyes"]
    assert others.status == 200


def test_it_asks_for_a_statement(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/statement"]


def test_it_has_nothing_to_do_when_done(borough: Borough) -> None:
    asked = COMPLETE.ask(borough, on=action_done(borough), statement="Again.")

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)
    assert asked.body["completion_statement"] == "All five are open."


@pytest.mark.parametrize("state", ["proposed", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert COMPLETE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert COMPLETE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Tracker", "Tom", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert COMPLETE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert COMPLETE.ask(borough, version=1).refusal == STALE


def proven_until(borough: Borough, day: date) -> Action:
    action = action_in_progress(borough)
    DEEDS["add_evidence"].ask(borough, on=action, dated_on="2027-01-04", expires_on=day.isoformat())
    return action


@pytest.mark.parametrize(
    ("at", "status"),
    [("2027-02-28T23:59Z", 200), ("2027-03-01T00:01Z", 409)],
)
def test_it_takes_evidence_until_its_last_day_has_ended(
    borough: Borough, at: str, status: int
) -> None:
    with time_machine.travel("2027-01-10T09:00Z") as clock:
        action = proven_until(borough, date(2027, 2, 28))
        clock.move_to(at)
        borough.tokens.clear()

        asked = COMPLETE.ask(borough, on=action)

    assert asked.status == status
    assert asked.body.get("unmet", [{"code": "evidence_missing"}])[0]["code"] == "evidence_missing"


def test_it_takes_evidence_that_counted_when_completion_was_claimed(borough: Borough) -> None:
    """Its expiry re-opens only what is claimed afterwards."""
    with time_machine.travel("2027-01-10T09:00Z") as clock:
        action = proven_until(borough, date(2027, 1, 31))
        claimed = DEEDS["claim_action_complete"].ask(borough, on=action)
        clock.move_to("2027-02-20T09:00Z")
        borough.tokens.clear()

        asked = COMPLETE.ask(borough, on=action, version=claimed.body["version"])

    assert asked.status == 200


def test_it_asks_anew_once_the_claim_was_declined(borough: Borough) -> None:
    with time_machine.travel("2027-01-10T09:00Z") as clock:
        action = proven_until(borough, date(2027, 1, 31))
        DEEDS["claim_action_complete"].ask(borough, on=action)
        clock.move_to("2027-02-20T09:00Z")
        borough.tokens.clear()
        declined = DEEDS["decline_action_claim"].ask(borough, on=action, version=3)

        asked = COMPLETE.ask(borough, on=action, version=declined.body["version"])

    assert asked.unmet == ["evidence_missing"]


def test_it_leaves_done_what_was_done(borough: Borough) -> None:
    with time_machine.travel("2027-01-10T09:00Z") as clock:
        action = proven_until(borough, date(2027, 1, 31))
        COMPLETE.ask(borough, on=action)
        clock.move_to("2027-02-20T09:00Z")
        borough.tokens.clear()

        shown = read(borough, "Pat", f"/actions/{action.id}")

    assert shown["state"] == "done"
