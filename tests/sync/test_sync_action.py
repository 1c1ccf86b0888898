import json
from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest

from backend.api.encoding import instant_text
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.scopes import EVERY_SCOPE
from backend.sync.models import Reference, Tally
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough, Caller, action_in_progress
from tests.sync.deeds import DEEDS
from tests.sync.sending import (
    ADDRESS,
    REPORT,
    RISK,
    by_field,
    send,
    sent,
    the_action,
    whole,
)

SYNC = DEEDS["sync_action"]


def test_it_creates_and_is_recorded(borough: Borough) -> None:
    asked = SYNC.ask(borough)

    assert (asked.status, asked.body["outcome"]) == (201, "created")
    assert asked.headers["Location"].endswith(f"/api/v1{ADDRESS}")
    assert asked.written == (
        Written("action.proposed", 1, "Tracker", told=("Dev", "Priya")),
        Written("reference.added", 1, "Tracker"),
    )


def test_it_says_of_each_field_that_it_was_set(borough: Borough) -> None:
    first = send(borough, 0, **whole(borough, summary="One in every ward.", status="Paperwork"))
    again = send(borough, 0, **whole(borough, summary="One in every ward."))

    names = ("title", "summary", "due_on", "plan", "priority")
    assert by_field(first) == {**dict.fromkeys(names, "updated"), "status": "unchanged"}
    assert by_field(again) == dict.fromkeys(names, "unchanged")


def test_it_is_found_by_the_id_of_its_source(borough: Borough) -> None:
    asked = SYNC.ask(borough)

    answer = borough.as_("Pat").get(ADDRESS)

    shown = {name: asked.body[name] for name in answer.json()}
    assert (answer.json(), answer.headers["ETag"]) == (shown, asked.headers["ETag"])
    assert the_action().lead_id == borough.council.id


def test_it_changes_nothing_when_sent_again(borough: Borough) -> None:
    sent(borough)

    again = SYNC.ask(borough)

    assert (again.status, again.body["outcome"], again.written) == (200, "unchanged", ())
    assert Reference.objects.get().version == 1


def test_it_updates_and_is_recorded(borough: Borough) -> None:
    sent(borough)

    asked = send(borough, 1, title="Open six youth centres", summary="One in every ward.")

    assert (asked.status, asked.body["outcome"]) == (200, "updated")
    assert by_field(asked) == {"title": "updated", "summary": "updated"}
    assert asked.written == (
        Written("action.revised", 2, "Tracker"),
        Written("reference.synced", 2, "Tracker"),
    )
    assert the_action().title == "Open six youth centres"


def test_it_keeps_what_is_left_out(borough: Borough) -> None:
    sent(borough, summary="One in every ward.")

    send(borough, 1, due_on="2027-02-28")

    action = the_action()
    assert (action.title, action.summary) == ("Open five youth centres", "One in every ward.")
    assert str(action.due_on) == "2027-02-28"


def test_it_clears_what_is_sent_empty(borough: Borough) -> None:
    sent(borough, summary="One in every ward.")

    send(borough, 1, summary="")

    assert the_action().summary == ""


def test_it_ignores_what_is_older(borough: Borough) -> None:
    sent(borough)
    send(borough, 5, title="Open six youth centres")

    late = send(borough, 3, title="Open four youth centres")

    assert (late.status, late.body["outcome"], late.written) == (200, "stale_ignored", ())
    assert the_action().title == "Open six youth centres"


def test_it_takes_of_an_older_item_what_nothing_newer_says(borough: Borough) -> None:
    sent(borough)
    send(borough, 5, title="Open six youth centres")

    late = send(borough, 3, title="Open four youth centres", due_on="2027-02-28")

    assert by_field(late) == {"title": "stale_ignored", "due_on": "updated"}
    assert late.body["outcome"] == "updated"


def test_it_marks_its_entries_with_the_source(borough: Borough) -> None:
    asked = SYNC.ask(borough)

    origins = Entry.objects.filter(subject_id=asked.body["action"]).values_list("origin_client")
    assert set(origins) == {("tracker",)}


def test_it_refuses_an_older_version_of_the_action(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, title="Open six youth centres")

    asked = send(borough, 2, if_match=1, title="Open seven youth centres")

    assert (asked.status, asked.body["code"], asked.written) == (412, "precondition_failed", ())
    assert asked.headers["ETag"] == '"2"'
    assert send(borough, 2, if_match=2, title="Open seven youth centres").status == 200


def test_it_knows_no_version_of_what_was_never_sent(borough: Borough) -> None:
    asked = send(borough, 0, if_match=1, **whole(borough))

    assert (asked.status, asked.body["code"], asked.written) == (412, "never_sent", ())


def test_it_reads_a_version_only_if_it_is_one(borough: Borough) -> None:
    answer = borough.as_("Tracker").put(ADDRESS, whole(borough), if_match="2")

    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (400, "If-Match")


def test_it_needs_a_title_and_a_plan_at_first(borough: Borough) -> None:
    asked = send(borough, 0, due_on="2027-03-31")

    assert (asked.status, asked.body["code"]) == (400, "validation_error")
    assert asked.pointers == ["#/plan", "#/title"]


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"changed_at": None}, "#/changed_at", "null"),
        ({"changed_at": "2026-11-20"}, "#/changed_at", "format"),
        ({"changed_at": "20261120T160412Z"}, "#/changed_at", "format"),
        ({"changed_at": 1763654652}, "#/changed_at", "wrong_type"),
        ({"sequence": 3}, "#/sequence", "not_with_the_others"),
        ({"sequence": "3"}, "#/sequence", "wrong_type"),
        ({"title": 7}, "#/title", "wrong_type"),
        ({"title": ""}, "#/title", "blank"),
        ({"title": None}, "#/title", "null"),
        ({"title": "x" * 301}, "#/title", "max_length"),
        ({"summary": None}, "#/summary", "null"),
        ({"due_on": 20270331}, "#/due_on", "wrong_type"),
        ({"due_on": "2027-02-30"}, "#/due_on", "format"),
        ({"due_on": "2027-W05-1"}, "#/due_on", "format"),
        ({"due_on": None}, "#/due_on", "null"),
        ({"status": 1}, "#/status", "wrong_type"),
        ({"status": True}, "#/status", "wrong_type"),
        ({"risk": RISK}, "#/status", "required"),
        ({"status": "Delayed", "risk": []}, "#/risk", "wrong_type"),
        (
            {"status": "Delayed", "risk": {**RISK, "cause": "luck"}},
            "#/risk/cause",
            "invalid_choice",
        ),
        (
            {"report": {**REPORT, "percent_complete": "60"}},
            "#/report/percent_complete",
            "wrong_type",
        ),
        ({"report": {**REPORT, "percent_complete": 101}}, "#/report/percent_complete", "max_value"),
        ({"plan": "the plan"}, "#/plan", "format"),
        ({"owner": "Rhea"}, "#/owner", "unknown_field"),
        ({"external_id": "YTH-7"}, "#/external_id", "unknown_field"),
    ],
)
def test_it_takes_each_member_in_its_own_type_alone(
    borough: Borough, said: dict[str, Any], pointer: str, code: str
) -> None:
    asked = SYNC.ask(borough, **said)

    assert asked.refusal == MALFORMED
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_asks_when_the_source_changed_it(borough: Borough) -> None:
    body = whole(borough)
    del body["changed_at"]

    asked = SYNC.ask(borough, body=body)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/changed_at"])


def test_it_names_an_unknown_plan(borough: Borough) -> None:
    asked = SYNC.ask(borough, plan=str(borough.council.id))

    assert (asked.status, asked.pointers, asked.written) == (400, ["#/plan"], ())


@pytest.mark.parametrize("external_id", ["a b", "a/b", "x" * 129, "é"])
def test_it_finds_no_id_that_an_address_does_not_hold(borough: Borough, external_id: str) -> None:
    assert send(borough, 0, external_id=external_id, **whole(borough)).status == 404


def test_it_refuses_in_the_wrong_state(borough: Borough) -> None:
    sent(borough)
    action = the_action()
    borough.as_("Priya").post(
        f"/actions/{action.id}/withdraw", {"reason": "Not funded."}, if_match=f'"{action.version}"'
    )

    asked = send(borough, 1, title="Open six youth centres")

    assert (asked.status, asked.body["code"]) == (409, "transition_not_allowed")


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert SYNC.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Priya", "Rob", "Mirror", "Robot", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_speak_for_the_source(borough: Borough, who: str) -> None:
    assert SYNC.ask(borough, who).refusal == FORBIDDEN


def test_it_lets_a_representative_of_the_organisation_send(borough: Borough) -> None:
    asked = SYNC.ask(borough, "Rhea")

    assert (asked.status, asked.body["outcome"]) == (201, "created")


def test_it_needs_a_token_to_write_in_bulk(borough: Borough) -> None:
    token = borough.token("Tracker", EVERY_SCOPE - {"actions:bulk"})

    answer = Caller(token).put(ADDRESS, whole(borough))

    assert (answer.status_code, answer.json()["scope"]) == (403, "actions:bulk")


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    """But that it was tried: of the new title, which alone could be taken, nothing is left."""
    sent(borough)

    asked = send(borough, 1, title="Open six youth centres", status="Delayed")

    assert (asked.status, asked.pointers, asked.written) == (400, ["#/risk"], ())
    assert (the_action().title, the_action().version) == ("Open five youth centres", 1)
    assert Tally.objects.get(outcome="refused").code == "validation_error"


def test_it_rehearses(borough: Borough) -> None:
    asked = send(borough, 0, query="?dry_run=true", **whole(borough))

    assert (asked.status, asked.body["outcome"], asked.trace) == (201, "created", 0)


def test_it_takes_json_alone(borough: Borough) -> None:
    caller = borough.as_("Tracker")

    answer = caller.client.put(
        f"/api/v1{ADDRESS}",
        data=json.dumps([]),
        content_type="application/json-patch+json",
        headers=caller.headers,
    )

    assert answer.status_code == 415


def test_it_recognises_an_action_that_stands_here_already(borough: Borough) -> None:
    action = action_in_progress(borough)

    asked = send(borough, 0, action=str(action.id), title=action.title, status="Live")

    assert (asked.status, asked.body["outcome"]) == (200, "unchanged")
    assert asked.body["action"] == str(action.id)
    assert [one.verb for one in asked.written] == ["reference.added"]


def test_it_overwrites_nothing_of_what_it_recognises(borough: Borough) -> None:
    action = action_in_progress(borough)

    asked = send(borough, 0, action=str(action.id), title="Six youth centres", due_on="2027-02-28")

    assert by_field(asked) == {"title": "conflict", "due_on": "conflict"}
    assert (the_action().title, the_action().version) == (action.title, action.version)


@pytest.mark.parametrize("other", ["YTH-7", "YTH-8"])
def test_it_knows_an_action_by_one_id(borough: Borough, other: str) -> None:
    sent(borough)
    named = the_action() if other != "YTH-7" else action_in_progress(borough)

    asked = send(borough, 1, external_id=other, action=str(named.id))

    assert (asked.status, asked.body["code"]) == (409, "already_referenced")


def test_it_recognises_nothing_it_cannot_see(borough: Borough) -> None:
    asked = send(borough, 0, action=str(borough.plan.id))

    assert (asked.status, asked.pointers) == (400, ["#/action"])


def test_it_changes_nothing_that_another_organisation_leads(borough: Borough) -> None:
    sent(borough)
    action = the_action()
    borough.as_("Priya").post(
        f"/actions/{action.id}/assign-lead",
        {"organisation": str(borough.housing.id)},
        if_match=f'"{action.version}"',
    )

    asked = send(borough, 1, title="Open six youth centres")

    assert (asked.status, asked.body["code"]) == (403, "permission_denied")
    assert read(borough, "Pat", ADDRESS)["version"] == 2
    assert send(borough, 0, **whole(borough)).body["outcome"] == "unchanged"


@pytest.mark.parametrize(
    ("ahead", "status"), [(timedelta(minutes=4), 200), (timedelta(hours=1), 400)]
)
def test_it_takes_no_change_from_ahead_of_the_clock(
    borough: Borough, ahead: timedelta, status: int
) -> None:
    """One such, and all that the source says until then would be older."""
    sent(borough)
    changed_at = instant_text(now() + ahead)

    asked = send(borough, 1, changed_at=changed_at, title="Open six youth centres")

    assert asked.status == status
    if status == 400:
        assert (asked.pointers, asked.body["errors"][0]["code"]) == (
            ["#/changed_at"],
            "in_the_future",
        )
    later = send(borough, 2, title="Open seven youth centres")
    assert later.body["outcome"] == ("updated" if status == 400 else "stale_ignored")
