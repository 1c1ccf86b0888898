"""What a source may not decide is asked of the sponsor: once, of the action as it stands, and for
what the source wants now.
"""

import pytest

from backend.actions.models import Request
from tests.actions.questions import Written
from tests.borough import Borough, tag
from tests.sync.sending import RISK, by_field, delegated, send, sent, the_action

NEAR, FAR, FARTHER = "2027-04-10", "2027-09-30", "2027-10-31"


@pytest.fixture(autouse=True)
def limited(borough: Borough) -> None:
    """A lead may move a date by a fortnight without asking."""
    borough.as_("Ada").patch(
        f"/priorities/{borough.youth.id}", {"approval_beyond_days": 14}, if_match=tag(1)
    )


def the_request() -> Request:
    return Request.objects.latest("asked_at", "id")


def answer(borough: Borough, how: str, **body: str) -> None:
    request = the_request()
    path = f"/requests/{request.id}/{how}"
    answer = borough.as_("Priya").post(path, body or None, if_match=tag(request.version))
    assert answer.status_code == 200, answer.content


def rescheduled_here(borough: Borough, due_on: str) -> None:
    action = the_action()
    body = {"due_on": due_on, "reason": "As the Board wants it."}
    path = f"/actions/{action.id}/reschedule"
    answer = borough.as_("Priya").post(path, body, if_match=tag(action.version))
    assert answer.status_code == 200, answer.content


def test_it_asks_of_the_action_as_the_rest_of_the_item_leaves_it(borough: Borough) -> None:
    """A project that is late says so and says until when, in one breath."""
    delegated(borough, "start_delegate")
    sent(borough, status="Live")

    asked = send(borough, 1, due_on=FAR, status="Delayed", risk=RISK)
    answer(borough, "accept")

    assert by_field(asked) == {"due_on": "requested", "status": "updated"}
    assert (str(the_action().due_on), the_action().state) == (FAR, "at_risk")


def test_it_asks_for_another_date_in_place_of_the_one_before(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, due_on=FAR)
    first = the_request()

    asked = send(borough, 2, due_on=FARTHER, title="Open six youth centres")

    assert by_field(asked) == {"title": "updated", "due_on": "requested"}
    first.refresh_from_db()
    assert (first.state, the_request().inputs["due_on"]) == ("withdrawn", FARTHER)
    answer(borough, "accept")
    assert str(the_action().due_on) == FARTHER


def test_it_asks_no_more_for_a_date_that_the_source_went_back_from(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, due_on=FAR)

    asked = send(borough, 2, due_on="2027-03-31")

    assert asked.written[0] == Written("request.withdrawn", 2, "Tracker")
    assert the_request().state == "withdrawn"


def test_it_leaves_what_whoever_sends_it_asked_for_by_themselves(borough: Borough) -> None:
    """A representative who asks in Accord, and sends the tracker's file in the evening."""
    sent(borough)
    body = {"due_on": FAR, "reason": "The builder is late."}
    path = f"/actions/{the_action().id}/reschedule"
    asked = borough.as_("Rhea").post(path, body, if_match=tag(1))
    assert asked.json()["request"] == str(the_request().id), asked.content

    again = send(borough, 1, "Rhea", due_on="2027-03-31")

    assert (again.body["outcome"], the_request().state) == ("unchanged", "open")


def test_it_asks_no_more_for_what_was_done_meanwhile(borough: Borough) -> None:
    """What a person asked for is theirs to take back."""
    sent(borough)
    send(borough, 1, status="Live")
    own = the_request()
    path, body = (
        f"/actions/{the_action().id}",
        {"transition": {"operation": "start_action"}, "note": "We are ready."},
    )
    asked = borough.as_("Rhea").post(f"{path}/requests", body, if_match=tag(1))
    assert asked.status_code == 201, asked.content
    borough.as_("Priya").post(f"{path}/start", if_match=tag(1))

    send(borough, 2, status="Live")

    own.refresh_from_db()
    assert (own.state, the_request().state) == ("withdrawn", "open")


def test_it_overwrites_no_date_that_was_decided_after_the_one_it_asked_for(
    borough: Borough,
) -> None:
    sent(borough)
    send(borough, 1, due_on=FAR)
    answer(borough, "accept")
    send(borough, 2, due_on="2027-10-05")
    rescheduled_here(borough, FAR)

    asked = send(borough, 3, due_on="2027-10-08")

    assert (asked.body["outcome"], str(the_action().due_on)) == ("conflict", FAR)


def test_it_claims_nothing_anew_that_was_declined_after_the_start_it_asked_for(
    borough: Borough,
) -> None:
    borough.as_("Ada").post(
        "/sources/tracker/status-mappings", {"word": "Complete", "means": "done"}
    )
    sent(borough)
    send(borough, 1, status="Live")
    answer(borough, "accept")
    send(borough, 2, status="Finished")
    action = the_action()
    body = {"reason": "Two of the five are shut."}
    path = f"/actions/{action.id}/decline-claim"
    declined = borough.as_("Priya").post(path, body, if_match=tag(action.version))
    assert declined.status_code == 200, declined.content

    asked = send(borough, 3, status="Complete")

    assert (asked.body["outcome"], the_action().claimed_at) == ("conflict", None)
