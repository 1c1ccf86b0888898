import pytest

from backend.actions import operations
from backend.actions.models import Request
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, STALE, WRONG_STATE, Written, read
from tests.actions.subjects import requested
from tests.borough import Borough, action_in_progress, escalated

ACCEPT = DEEDS["accept_request"]
ASK = DEEDS["ask_for_transition"]


def asked_for(borough: Borough, who: str, operation: str, **inputs: object) -> Request:
    asked = ASK.ask(borough, who, transition={"operation": operation, "inputs": inputs})
    return Request.objects.get(id=asked.body["id"])


def test_it_does_what_was_asked_and_is_recorded(borough: Borough) -> None:
    asked = ACCEPT.ask(borough, note="So be it.")

    assert (asked.status, asked.body["state"], asked.body["answer"]) == (
        200,
        "accepted",
        "So be it.",
    )
    assert asked.written == (
        Written(
            "action.withdrawn",
            3,
            "Priya",
            told=("Rhea",),
            given={"reason": "The funding was not granted."},
        ),
        Written("request.accepted", 2, "Priya", told=("Rhea",)),
    )
    assert read(borough, "Pat", f"/actions/{asked.body['action']}")["state"] == "withdrawn"


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = ACCEPT.ask(borough, "Dev")

    assert [one.on_behalf_of for one in asked.written] == ["Priya", "Priya"]


def test_it_gives_each_input_as_its_own_kind(borough: Borough) -> None:
    """Dates travel as text, and come to the operation as dates."""
    flag = asked_for(
        borough,
        "Rob",
        "flag_action_at_risk",
        cause="capacity",
        explanation="Two of the three youth workers have left.",
        mitigation="Agency staff from January.",
        recovery_expected_on="2027-02-01",
    )

    asked = ACCEPT.ask(borough, "Rhea", on=flag)

    action = read(borough, "Pat", f"/actions/{asked.body['action']}")
    assert (action["state"], action["recovery_expected_on"]) == ("at_risk", "2027-02-01")


def test_it_says_who_asked_for_a_date_and_who_agreed(borough: Borough) -> None:
    date = asked_for(borough, "Tracker", "reschedule_action", due_on="2027-09-30", reason="Late.")

    asked = ACCEPT.ask(borough, on=date)

    path = f"/actions/{asked.body['action']}/date-changes"
    change = read(borough, "Pat", path)["results"][0]
    assert (change["was_due_on"], change["due_on"]) == ("2027-03-31", "2027-09-30")
    assert change["requested_by"] == str(borough.actor_id("Tracker"))
    assert change["approved_by"] == str(borough.actor_id("Priya"))


def test_it_meets_the_guards_of_the_move(borough: Borough) -> None:
    request = requested(borough)
    escalated(borough, request.action)
    again = ASK.ask(borough, on=request.action, version=3)

    asked = ACCEPT.ask(borough, on=Request.objects.get(id=again.body["id"]))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["open_escalation"]


def test_it_refuses_one_that_went_stale(borough: Borough) -> None:
    request = requested(borough)
    DEEDS["reschedule_action"].ask(borough, on=request.action)

    asked = ACCEPT.ask(borough, on=request)

    assert asked.refusal == (409, "request_stale", 0)


@pytest.mark.parametrize("answer", ["accept_request", "decline_request", "withdraw_request"])
def test_it_refuses_in_the_wrong_state(borough: Borough, answer: str) -> None:
    request = requested(borough)
    DEEDS[answer].ask(borough, on=request)

    assert ACCEPT.ask(borough, on=request, version=2).refusal == WRONG_STATE


def test_it_rehearses_without_a_trace(borough: Borough) -> None:
    request = requested(borough)

    tried = borough.as_("Priya").post(
        f"/requests/{request.id}/accept?dry_run=true", {}, if_match='"1"'
    )

    assert tried.json()["state"] == "accepted"
    assert ACCEPT.ask(borough, on=request).status == 200


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ACCEPT.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Rhea", "Omar", "Ada", "Audrey", "Tracker"])
def test_it_forbids_whoever_may_not_do_what_is_asked(borough: Borough, who: str) -> None:
    assert ACCEPT.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ACCEPT.ask(borough, version=7).refusal == STALE


def test_it_is_no_way_round_the_priority_s_limit(borough: Borough) -> None:
    """A lead may reschedule, but does not accept a date: that is the sponsor's."""
    date = asked_for(borough, "Pat", "reschedule_action", due_on="2027-09-30", reason="Late.")

    assert ACCEPT.ask(borough, "Rhea", on=date).refusal == FORBIDDEN
    assert action_in_progress(borough).due_on == date.action.due_on


def test_it_tells_the_asker(borough: Borough) -> None:
    request = requested(borough)
    borough.act("Priya", operations.accept_request, request_id=request.id, version=1)

    notices = read(borough, "Rhea", "/me/notices")["results"]

    assert "request.accepted" in [one["verb"] for one in notices]
