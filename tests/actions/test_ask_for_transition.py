import pytest

from tests.actions.deeds import DEEDS
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Body,
    Written,
    read,
    request,
)
from tests.actions.subjects import WITHDRAWAL
from tests.borough import ACTION_IN, Borough, action_in_progress, bare_action

ASK = DEEDS["ask_for_transition"]
RISK: Body = {
    "cause": "capacity",
    "explanation": "Two of the three youth workers have left.",
    "mitigation": "Agency staff from January.",
    "recovery_expected_on": "2027-02-01",
}


def transition(operation: str, **inputs: object) -> Body:
    return {"operation": operation, "inputs": inputs}


def test_it_asks_and_is_recorded(borough: Borough) -> None:
    asked = ASK.ask(borough)

    assert asked.status == 201
    assert asked.body["operation"] == "withdraw_action"
    assert asked.body["inputs"] == WITHDRAWAL["inputs"]
    assert (asked.body["state"], asked.body["action_version"]) == ("open", 2)
    assert asked.written == (Written("request.made", 1, "Rhea", told=("Dev", "Priya")),)


@pytest.mark.parametrize("who", ["Rhea", "Tracker", "Robot", "Pat", "Omar", "Ada"])
def test_it_is_anyone_s_who_may_not_do_it(borough: Borough, who: str) -> None:
    assert ASK.ask(borough, who).status == 201


def test_it_waits_for_the_sponsor(borough: Borough) -> None:
    asked = ASK.ask(borough)

    waiting = read(borough, "Priya", "/me/waiting")["results"]

    assert ["request_to_answer", asked.body["id"]] in [
        [one["kind"], one["subject"]["id"]] for one in waiting
    ]


@pytest.mark.parametrize("who", ["Priya", "Dev"])
def test_it_refuses_who_may_do_it_themselves(borough: Borough, who: str) -> None:
    asked = ASK.ask(borough, who)

    assert asked.refusal == (409, "nothing_to_ask", 0)


def test_it_is_the_sponsor_s_to_ask_for_what_only_others_may(borough: Borough) -> None:
    """A representative flags, so may not ask for that; someone of another house may."""
    flag = transition("flag_action_at_risk", **RISK)

    assert ASK.ask(borough, "Rhea", transition=flag).refusal == (409, "nothing_to_ask", 0)
    assert ASK.ask(borough, "Rob", transition=flag).status == 201


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ASK.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_needs_someone_who_could_answer(borough: Borough) -> None:
    asked = ASK.ask(borough, "Pat", on=bare_action(borough))

    assert asked.refusal == GUARDED
    assert asked.unmet == ["priority_missing"]


def test_it_is_asked_once_of_one_version(borough: Borough) -> None:
    action = action_in_progress(borough)
    ASK.ask(borough, on=action)

    assert ASK.ask(borough, on=action).refusal == (409, "already_requested", 0)
    assert ASK.ask(borough, "Pat", on=action).status == 201


def test_it_asks_for_a_date_too(borough: Borough) -> None:
    date = transition("reschedule_action", due_on="2027-09-30", reason="The builder is late.")

    asked = ASK.ask(borough, "Tracker", transition=date)

    assert asked.body["inputs"] == {"due_on": "2027-09-30", "reason": "The builder is late."}


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({"operation": "withdraw_action"}, ["#/transition/inputs"]),
        (transition("withdraw_action"), ["#/transition/inputs/reason"]),
        (transition("withdraw_action", reason="Why", more=1), ["#/transition/inputs/more"]),
        (transition("assign_lead"), ["#/transition/operation"]),
        ({"inputs": {}}, ["#/transition/operation"]),
        ("withdraw_action", ["#/transition"]),
        (
            transition("reschedule_action", due_on="2027-02-30"),
            ["#/transition/inputs/due_on", "#/transition/inputs/reason"],
        ),
    ],
)
def test_it_checks_the_inputs_of_that_very_move(
    borough: Borough, sent: object, pointers: list[str]
) -> None:
    asked = ASK.ask(borough, transition=sent)

    assert asked.refusal == MALFORMED
    assert asked.pointers == pointers


def test_it_speaks_of_one_version(borough: Borough) -> None:
    action = action_in_progress(borough)

    without = request(borough, "Rhea", "post", ASK.path(action), ASK.given(borough))

    assert without.refusal == UNCONDITIONAL
    assert ASK.ask(borough, on=action, version=9).refusal == STALE


def test_it_goes_stale_when_the_version_moves(borough: Borough) -> None:
    action = action_in_progress(borough)
    asked = ASK.ask(borough, on=action)
    DEEDS["reschedule_action"].ask(borough, on=action)

    found = {
        state: [one["id"] for one in read(borough, "Pat", f"/requests?state={state}")["results"]]
        for state in ("open", "stale", "open,stale")
    }

    assert read(borough, "Pat", f"/requests/{asked.body['id']}")["state"] == "stale"
    assert found == {"open": [], "stale": [asked.body["id"]], "open,stale": [asked.body["id"]]}
    assert "request_to_answer" not in [
        one["kind"] for one in read(borough, "Priya", "/me/waiting")["results"]
    ]


def test_it_is_listed_with_its_action(borough: Borough) -> None:
    action = action_in_progress(borough)
    asked = ASK.ask(borough, on=action)

    listed = read(borough, "Pat", f"/actions/{action.id}/requests")["results"]

    assert [one["id"] for one in listed] == [asked.body["id"]]


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ASK.ask(borough, "Olga").refusal == HIDDEN


def test_it_forbids_an_auditor(borough: Borough) -> None:
    assert ASK.ask(borough, "Audrey").refusal == FORBIDDEN
