"""What a source's statuses make of an action: moves that are its own, delegated, or asked for."""

from datetime import date
from typing import Any  # bodies are JSON

import pytest

from backend.actions.models import Request
from backend.actions.operations import claim_action_complete, flag_action_at_risk, start_action
from tests.actions.questions import Written, read
from tests.borough import ACTION_IN, Borough, tag, with_evidence
from tests.sync.sending import (
    REPORT,
    RISK,
    by_field,
    delegated,
    send,
    sent,
    the_action,
    with_authority,
)


def accept(borough: Borough) -> None:
    request = Request.objects.latest("asked_at")
    answer = borough.as_("Priya").post(f"/requests/{request.id}/accept", if_match=tag(1))
    assert answer.status_code == 200


def decline(borough: Borough) -> None:
    request = Request.objects.latest("asked_at")
    body = {"note": "Not before the lease is signed."}
    answer = borough.as_("Priya").post(f"/requests/{request.id}/decline", body, if_match=tag(1))
    assert answer.status_code == 200


def test_it_asks_the_sponsor_for_what_is_not_delegated(borough: Borough) -> None:
    sent(borough)

    asked = send(borough, 1, status="Live")

    assert (asked.status, asked.body["outcome"]) == (200, "requested")
    assert asked.written[0] == Written("request.made", 1, "Tracker", told=("Dev", "Priya"))
    assert (the_action().state, Request.objects.get().operation) == ("proposed", "start_action")


@pytest.mark.parametrize("minute", [1, 2])
def test_it_asks_once_while_the_sponsor_has_not_answered(borough: Borough, minute: int) -> None:
    sent(borough)
    send(borough, 1, status="Live")

    again = send(borough, minute, status="Live")

    assert again.body["outcome"] == "unchanged"
    assert Request.objects.count() == 1


def test_it_agrees_with_what_the_sponsor_accepted(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, status="Live")
    accept(borough)

    again = send(borough, 2, status="Live")

    assert (again.body["outcome"], again.body["state"]) == ("unchanged", "in_progress")


def test_it_goes_on_from_what_the_sponsor_accepted(borough: Borough) -> None:
    """The very item that waited, sent once more: nothing of it is lost."""
    said: dict[str, Any] = {
        "status": "Delayed",
        "risk": RISK,
        "report": {**REPORT, "confidence": "red"},
    }
    sent(borough)
    send(borough, 1, **said)
    accept(borough)

    again = send(borough, 1, **said)

    assert by_field(again) == {"status": "updated", "report": "updated"}
    assert the_action().state == "at_risk"


def test_it_does_not_ask_again_for_what_was_declined(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, status="Live")
    decline(borough)

    again = send(borough, 2, status="Live")

    assert (again.body["outcome"], Request.objects.count()) == ("unchanged", 1)


def test_it_asks_anew_when_the_source_says_something_else(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, status="Live")
    decline(borough)

    again = send(borough, 2, status="Finished")

    assert (again.body["outcome"], Request.objects.count()) == ("requested", 2)


def test_it_does_what_is_delegated(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough)

    asked = send(borough, 1, status="Live")

    assert (asked.body["outcome"], asked.body["state"]) == ("updated", "in_progress")
    assert asked.written[0].verb == "action.started"


def test_it_creates_an_action_in_its_state(borough: Borough) -> None:
    delegated(borough, "start_delegate")

    asked = sent(borough, status="Delayed", risk=RISK)

    assert (asked.body["outcome"], asked.body["state"]) == ("created", "at_risk")


def test_it_waits_where_nobody_could_be_asked(borough: Borough) -> None:
    body: dict[str, Any] = {
        "plan": str(borough.plan.id),
        "title": "Open five youth centres",
        "status": "Live",
    }

    asked = send(borough, 0, **body)

    assert asked.body["outcome"] == "created"
    assert by_field(asked)["status"] == "waiting"


def test_it_flags_a_risk_by_its_own_right(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Live")

    asked = send(borough, 1, status="Delayed", risk=RISK)

    assert asked.written[0] == Written(
        "action.flagged_at_risk", 3, "Tracker", told=("Dev", "Priya")
    )
    assert the_action().risk_mitigation == RISK["mitigation"]


def test_it_refuses_a_risk_that_says_nothing_more(borough: Borough) -> None:
    sent(borough)

    asked = send(borough, 1, status="Delayed")

    assert (asked.status, asked.pointers, asked.written) == (400, ["#/risk"], ())


def test_it_asks_for_the_recovery(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Delayed", risk=RISK)

    asked = send(borough, 1, status="Live", note="Both posts are filled.")

    assert asked.body["outcome"] == "requested"
    assert Request.objects.get().inputs == {"what_changed": "Both posts are filled."}


def test_it_claims_that_it_is_done(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Live")

    asked = send(borough, 1, status="Finished", note="All five are open.")

    assert asked.written[0].verb == "action.completion_claimed"
    assert (asked.body["state"], the_action().claim_statement) == (
        "in_progress",
        "All five are open.",
    )


def test_it_takes_its_claim_back(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Finished")

    asked = send(borough, 1, status="Live")

    assert asked.written[0].verb == "action.claim_retracted"
    assert (the_action().state, the_action().claimed_at) == ("in_progress", None)


def test_it_completes_where_that_is_delegated(borough: Borough) -> None:
    delegated(borough, "start_delegate", "complete_delegate")
    sent(borough, status="Live")
    with_evidence(borough, the_action())

    asked = send(borough, 1, status="Finished", note="All five are open.")

    assert (asked.body["outcome"], asked.body["state"]) == ("updated", "done")


def test_it_takes_the_last_report_with_the_completion(borough: Borough) -> None:
    delegated(borough, "start_delegate", "complete_delegate")
    sent(borough, status="Live")
    with_evidence(borough, the_action())
    last = {**REPORT, "percent_complete": 100, "confidence": "green"}

    asked = send(borough, 1, status="Finished", report=last)

    assert by_field(asked) == {"status": "updated", "report": "updated"}
    assert [one.verb for one in asked.written][:2] == ["action.updated", "action.completed"]


def test_it_tells_what_stands_in_the_way(borough: Borough) -> None:
    delegated(borough, "start_delegate", "complete_delegate")
    sent(borough, status="Live")

    asked = send(borough, 1, status="Finished", title="Open six youth centres")

    assert (asked.status, asked.unmet, asked.written) == (409, ["evidence_missing"], ())
    assert the_action().title == "Open five youth centres"


def test_it_leaves_what_a_person_closed(borough: Borough) -> None:
    sent(borough)
    action = the_action()
    borough.as_("Priya").post(
        f"/actions/{action.id}/withdraw", {"reason": "Not funded."}, if_match=tag(action.version)
    )

    asked = send(borough, 1, status="Live")

    assert (asked.body["outcome"], the_action().state) == ("conflict", "withdrawn")


def test_a_word_may_mean_nothing(borough: Borough) -> None:
    sent(borough)

    asked = send(borough, 1, status="Paperwork")

    assert (asked.body["outcome"], the_action().version) == ("unchanged", 1)


def test_it_refuses_a_word_nobody_mapped_and_raises_one_task(borough: Borough) -> None:
    sent(borough)

    first = send(borough, 1, status="On hold", title="Open six youth centres")
    again = send(borough, 2, status="On hold")

    assert [one.status for one in (first, again)] == [409, 409]
    assert (first.body["code"], first.body["status_word"]) == ("unmapped_status", "On hold")
    told = ("Ada", "Operator")
    assert first.written == (Written("status_mapping.asked_for", 1, "Tracker", told=told),)
    assert again.written == ()
    assert the_action().title == "Open five youth centres"


@pytest.mark.parametrize(
    ("state", "said", "became"),
    [
        ("proposed", {"status": "Live"}, "in_progress"),
        ("in_progress", {"status": "Delayed", "risk": RISK}, "at_risk"),
        ("at_risk", {"status": "Live"}, "in_progress"),
    ],
)
def test_it_moves_what_it_recognises(
    borough: Borough, state: str, said: dict[str, Any], became: str
) -> None:
    """Whose status it has said nothing of yet: its first word is as good as any later one."""
    delegated(borough, "start_delegate", "recover_delegate")
    action = ACTION_IN[state](borough)

    asked = send(borough, 0, action=str(action.id), **said)

    assert (asked.body["outcome"], asked.body["state"]) == ("updated", became)


def test_it_asks_for_what_is_not_delegated_of_what_it_recognises(borough: Borough) -> None:
    action = ACTION_IN["proposed"](borough)

    asked = send(borough, 0, action=str(action.id), status="Live")

    assert (asked.body["outcome"], the_action().state) == ("requested", "proposed")


def test_it_moves_nothing_that_was_moved_since_it_recognised_it(borough: Borough) -> None:
    action = ACTION_IN["proposed"](borough)
    send(borough, 0, action=str(action.id))
    borough.act("Priya", start_action, action_id=action.id, version=1)

    asked = send(borough, 1, status="Delayed", risk=RISK)

    assert (asked.body["outcome"], the_action().state) == ("conflict", "in_progress")


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_opens_nothing_that_was_closed_before_it_came(borough: Borough, state: str) -> None:
    action = ACTION_IN[state](borough)

    asked = send(borough, 0, action=str(action.id), status="Live")

    assert (asked.body["outcome"], the_action().state) == ("conflict", state)


def test_it_takes_no_claim_back_that_a_person_made(borough: Borough) -> None:
    action = ACTION_IN["in_progress"](borough)
    given = {"action_id": action.id, "version": action.version}
    borough.act("Rhea", claim_action_complete, **given, statement="All five are open.")

    asked = send(borough, 0, action=str(action.id), status="Live")

    assert (asked.body["outcome"], the_action().claim_statement) == (
        "conflict",
        "All five are open.",
    )


def test_it_reports(borough: Borough) -> None:
    delegated(borough, "start_delegate")
    sent(borough, status="Live")

    asked = send(borough, 1, report=REPORT)
    again = send(borough, 1, report=REPORT)

    assert [one.verb for one in asked.written] == ["action.updated", "reference.synced"]
    assert (again.body["outcome"], again.written) == ("unchanged", ())
    updates = read(borough, "Pat", f"/actions/{asked.body['action']}/updates")["results"]
    assert [one["percent_complete"] for one in updates] == [60]


@pytest.mark.parametrize("held_by", ["source", "shared"])
def test_it_takes_a_report_once_whatever_else_has_changed(borough: Borough, held_by: str) -> None:
    """A source may send all it has of an action each time."""
    with_authority(borough, report=held_by)
    delegated(borough, "start_delegate")
    sent(borough, status="Live", report=REPORT)

    asked = send(borough, 1, title="Open six youth centres", report=REPORT)

    assert by_field(asked) == {"title": "updated", "report": "unchanged"}
    updates = read(borough, "Pat", f"/actions/{asked.body['action']}/updates")["results"]
    assert len(updates) == 1


def test_it_keeps_a_report_until_the_action_is_started(borough: Borough) -> None:
    sent(borough)

    asked = send(borough, 1, status="Live", report=REPORT)
    accept(borough)
    again = send(borough, 1, status="Live", report=REPORT)

    assert by_field(asked) == {"status": "requested", "report": "waiting"}
    assert by_field(again) == {"status": "unchanged", "report": "updated"}


def test_it_asks_for_a_date_beyond_what_a_lead_may_promise(borough: Borough) -> None:
    borough.as_("Ada").patch(
        f"/priorities/{borough.youth.id}", {"approval_beyond_days": 14}, if_match=tag(1)
    )
    sent(borough)

    near = send(borough, 1, due_on="2027-04-10")
    far = send(borough, 2, due_on="2027-09-30", note="The builder is late.")
    again = send(borough, 3, due_on="2027-09-30")
    accept(borough)

    assert [one.body["outcome"] for one in (near, far, again)] == [
        "updated",
        "requested",
        "unchanged",
    ]
    assert str(the_action().due_on) == "2027-09-30"


def test_it_lets_a_representative_ask_for_such_a_date(borough: Borough) -> None:
    borough.as_("Ada").patch(
        f"/priorities/{borough.youth.id}", {"approval_beyond_days": 14}, if_match=tag(1)
    )
    sent(borough)

    far = send(borough, 2, "Rhea", due_on="2027-09-30", note="The builder is late.")

    assert (far.body["outcome"], Request.objects.get().operation) == (
        "requested",
        "reschedule_action",
    )


def test_it_tells_a_status_come_back_to_from_one_never_left(borough: Borough) -> None:
    delegated(borough, "start_delegate", "recover_delegate")
    sent(borough, status="Live")
    action, risk = the_action(), {**RISK, "recovery_expected_on": date(2027, 2, 1)}
    given = {"action_id": action.id, "version": action.version, **risk}
    borough.act("Rhea", flag_action_at_risk, **given)

    never_left = send(borough, 1, status="Live")
    come_back_to = send(borough, 2, status="Live", if_match=the_action().version)

    assert (never_left.body["state"], by_field(never_left)) == ("at_risk", {"status": "kept"})
    assert never_left.written[0].verb == "reference.synced"
    assert by_field(come_back_to) == {"status": "updated"}
    assert the_action().state == "in_progress"
