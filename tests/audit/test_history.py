"""Who did what to what, when, why, and what was otherwise before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any  # bodies are JSON
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from backend.actions.models import Action
from backend.audit.checkpoints import size_of
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people import operations as people
from backend.people.models import AccessRecord, Profile
from tests import borough as made
from tests.actions.deeds import DEEDS
from tests.actions.rounds import keep_rhythm, work_round
from tests.actions.subjects import report
from tests.actions.undoing import undone
from tests.audit.chronicle import applied, changes, given, hows, of, told
from tests.borough import (
    Borough,
    Caller,
    action_at_risk,
    action_in_progress,
    action_withdrawn,
    many_actions,
    proposed_action,
    tag,
)
from tests.people.questions import assert_refused, remembered


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    with django_db_blocker.unblock(), undone():
        borough = made.knowsley()
        borough.as_("Pat")
        yield borough


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone."""
    return replace(founded, profiles=dict(founded.profiles), tokens=dict(founded.tokens))


def latest(borough: Borough, subject: Any, who: str = "Pat") -> Any:
    return of(borough, subject, who)[-1]


# Who, what, when, why, before and after


def test_it_tells_who_did_what_when_and_why(borough: Borough) -> None:
    action = action_withdrawn(borough)

    withdrawn = latest(borough, action)

    entry = Entry.objects.filter(subject_id=action.id).latest("index")
    assert (withdrawn["index"], withdrawn["id"]) == (entry.index, str(entry.id))
    assert withdrawn["verb"] == "action.withdrawn"
    assert withdrawn["subject"] == {"type": "action", "id": str(action.id), "version": 2}
    assert withdrawn["actor"] == {
        "id": str(borough.actor_id("Priya")),
        "kind": "person",
        "organisation": str(borough.council.id),
        "on_behalf_of": None,
    }
    assert datetime.fromisoformat(withdrawn["at"]) == entry.at
    assert datetime.fromisoformat(withdrawn["logged"]) == entry.logged
    assert (withdrawn["cause"], withdrawn["request_id"]) == (
        str(entry.cause),
        str(entry.request_id),
    )
    assert given(withdrawn) == {"reason": "Not funded."}


def test_it_tells_what_was_otherwise_before(borough: Borough) -> None:
    action = action_at_risk(borough)

    proposed, started, flagged = of(borough, action)

    assert changes(proposed)["title"] == (None, "Open five youth centres")
    assert set(hows(proposed).values()) == {("absent", "shown")}
    assert changes(started)["state"] == ("proposed", "in_progress")
    assert "title" not in changes(started)
    assert changes(flagged)["state"] == ("in_progress", "at_risk")
    assert set(hows(flagged).values()) == {("shown", "shown")}


def test_it_tells_what_free_text_was_before(borough: Borough) -> None:
    action = action_in_progress(borough)

    DEEDS["revise_action"].ask(borough, on=action)

    revised = latest(borough, action)
    assert changes(revised)["title"] == ("Open five youth centres", "Open six youth centres")


def test_it_tells_of_a_deputy_as_such(borough: Borough) -> None:
    action = proposed_action(borough)

    borough.as_("Dev").post(f"/actions/{action.id}/start", if_match=tag(1))

    actor = latest(borough, action)["actor"]
    assert actor["id"] == str(borough.actor_id("Dev"))
    assert actor["on_behalf_of"] == str(borough.actor_id("Priya"))


def test_it_tells_of_the_clock(borough: Borough) -> None:
    action_in_progress(borough)
    keep_rhythm(borough)
    with time_machine.travel(now() + timedelta(days=60), tick=False):
        while work_round(borough):
            pass

    [asked] = told(borough, verb="update_request.opened")

    assert (asked["actor"]["kind"], asked["actor"]["organisation"]) == ("clock", None)


def test_it_tells_of_a_partner_system(borough: Borough) -> None:
    action = action_in_progress(borough)

    borough.as_("Tracker").post(f"/actions/{action.id}/updates", report(borough))

    [update] = told(borough, subject_type="update")
    assert update["actor"]["kind"] == "system"
    assert update["actor"]["organisation"] == str(borough.council.id)


def test_it_begins_with_the_newest(borough: Borough) -> None:
    indexes = [one["index"] for one in told(borough)]

    assert indexes == sorted(indexes, reverse=True)
    assert indexes[0] == size_of(borough.partnership.id) - 1


# Which of it


@pytest.fixture
def eventful(borough: Borough) -> Borough:
    """With Dev's start of an action among the rest."""
    action_withdrawn(borough)
    action = proposed_action(borough)
    borough.as_("Dev").post(f"/actions/{action.id}/start", if_match=tag(1))
    action_at_risk(borough)
    return borough


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"actor": "Dev"}, {"action.started"}),
        ({"on_behalf_of": "Priya"}, {"action.started"}),
        ({"on_behalf_of": "Dev"}, set()),
        ({"verb": "action.withdrawn"}, {"action.withdrawn"}),
        ({"verb": "action.withdrawn,plan.added"}, {"action.withdrawn", "plan.added"}),
        ({"verb": "nothing.happened"}, set()),
        ({"subject_type": "forum"}, {"forum.added"}),
        ({"subject_type": "plan", "verb": "action.started"}, set()),
        ({"actor": "Priya", "verb": "action.started,plan.added"}, {"action.started"}),
        ({"actor": "Dev", "on_behalf_of": "Priya", "subject_type": "action"}, {"action.started"}),
    ],
)
def test_it_finds_by_actor_verb_and_type(
    eventful: Borough, query: dict[str, Any], expected: set[str]
) -> None:
    who = {name: profile.actor_id for name, profile in eventful.profiles.items()}
    sent: dict[str, Any] = {name: who.get(value, value) for name, value in query.items()}

    found = told(eventful, **sent)

    assert {one["verb"] for one in found} == expected


def test_it_finds_one_object_with_its_type_and_without(eventful: Borough) -> None:
    action = Action.objects.get(state="at_risk")

    found = told(eventful, subject=action.id)

    assert {one["subject"]["id"] for one in found} == {str(action.id)}
    assert found == told(eventful, subject=action.id, subject_type="action")
    assert [one["verb"] for one in found] == [
        "action.flagged_at_risk",
        "action.started",
        "action.proposed",
    ]
    assert told(eventful, subject=action.id, subject_type="plan") == []
    assert told(eventful, subject=uuid4()) == []


def test_it_finds_everything_of_one_unit(borough: Borough) -> None:
    entries = Entry.objects.filter(log_id=borough.partnership.id)
    founding = entries.get(verb="partnership.founded")
    together = entries.filter(cause=founding.id).count()
    plan = entries.get(verb="plan.added")

    found = told(borough, cause=founding.id, ordering="index")
    of_people = told(borough, cause=plan.cause, limit=200)

    assert [one["verb"] for one in found] == [
        "partnership.founded",
        "profile.added",
        "appointment.made",
    ]
    assert together == 3
    assert len(of_people) == entries.filter(cause=plan.cause).count()
    assert told(borough, cause=uuid4()) == []
    # It is part of a unit and the cause of none.
    assert told(borough, cause=plan.id) == []


def test_it_finds_everything_of_one_request(borough: Borough) -> None:
    action = proposed_action(borough)
    sent = str(uuid4())

    borough.as_("Priya").post(f"/actions/{action.id}/start", if_match=tag(1), x_request_id=sent)

    found = told(borough, request_id=sent)
    assert [one["verb"] for one in found] == ["action.started"]


def test_it_finds_a_period(borough: Borough) -> None:
    action = action_at_risk(borough)
    proposed, started, flagged = of(borough, action)

    def between(**steps: Any) -> list[str]:
        bounds = {f"logged__{step}": one["logged"] for step, one in steps.items()}
        return [one["verb"].removeprefix("action.") for one in of(borough, action, **bounds)]

    assert between(gte=started) == ["started", "flagged_at_risk"]
    assert between(gt=started) == ["flagged_at_risk"]
    assert between(lte=started) == ["proposed", "started"]
    assert between(lt=started) == ["proposed"]
    assert between(gte=proposed, lt=flagged) == ["proposed", "started"]
    assert between(gt=flagged) == []
    assert between(gt=proposed, lt=started) == []


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize("step", ["gt", "gte", "lt", "lte"])
def test_it_takes_the_first_and_the_last_instant(borough: Borough, step: str, instant: str) -> None:
    found = told(borough, **{f"logged__{step}": instant})

    assert bool(found) == (step.startswith("g") == instant.startswith("0001"))


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("subject=priya", "subject", "format"),
        ("subject_type=Action", "subject_type", "format"),
        ("actor=", "actor", "empty_parameter"),
        ("actor=1", "actor", "format"),
        ("verb=started", "verb", "format"),
        ("verb=action.started,", "verb", "format"),
        (f"verb={','.join(['action.started'] * 21)}", "verb", "format"),
        ("verb=action.started&verb=action.proposed", "verb", "repeated_parameter"),
        ("logged__gte=2026-11-22", "logged__gte", "format"),
        ("logged=2026-11-22T12:00:00Z", "logged", "unknown_parameter"),
        ("audience=partnership", "audience", "unknown_parameter"),
        ("cause=first", "cause", "format"),
        ("request_id=1", "request_id", "format"),
        ("ordering=at", "ordering", "invalid_choice"),
        ("limit=0", "limit", "format"),
    ],
)
def test_it_is_strict(borough: Borough, query: str, parameter: str, code: str) -> None:
    answer = borough.as_("Pat").get(f"/history?{quote(query, safe='=&,.:')}")

    faults = assert_refused(answer, 400, "validation_error")["errors"]
    assert [(one["parameter"], one["code"]) for one in faults] == [(parameter, code)]


# Page by page


@pytest.mark.parametrize("ordering", ["index", "-index"])
def test_it_is_read_page_by_page(borough: Borough, ordering: str) -> None:
    whole = [one["index"] for one in told(borough, ordering=ordering, limit=200)]
    path, found = f"/history?limit=7&ordering={ordering}", []

    for _ in range(20):
        body = borough.as_("Pat").get(path).json()
        found += [one["index"] for one in body["results"]]
        if body["next"] is None:
            break
        path = body["next"].partition("/api/v1")[2]

    assert found == whole
    back = borough.as_("Pat").get(body["previous"].partition("/api/v1")[2]).json()
    assert back["results"][-1]["index"] == whole[whole.index(body["results"][0]["index"]) - 1]


def test_its_pages_hold_while_the_log_grows(borough: Borough) -> None:
    first = borough.as_("Pat").get("/history?limit=2").json()

    many_actions(borough, 3)

    second = borough.as_("Pat").get(first["next"].partition("/api/v1")[2]).json()["results"]
    assert second[0]["index"] == first["results"][-1]["index"] - 1


def test_its_cursor_is_good_for_its_question_alone(borough: Borough) -> None:
    cursor = borough.as_("Pat").get("/history?limit=2").json()["next_cursor"]

    answer = borough.as_("Pat").get(f"/history?limit=2&verb=plan.added&cursor={cursor}")

    assert_refused(answer, 400, "invalid_cursor")


def statements(borough: Borough, who: str, path: str) -> int:
    borough.as_(who).get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert borough.as_(who).get(path).json()["results"]
    return len(asked)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_asks_as_often_for_many_entries_as_for_one(borough: Borough, who: str) -> None:
    for _ in range(3):
        action_at_risk(borough)

    few = statements(borough, who, "/history?limit=1")
    many = statements(borough, who, "/history?limit=200")

    # Who asks, how long the log is, the entries, those before them, what they disclose; and of an
    # auditor what they have read already.
    assert many == few <= 7


# Who may see it


def test_it_needs_the_scope(borough: Borough) -> None:
    without = Caller(borough.token("Pat", frozenset({"actions:read"})))

    assert_refused(without.get("/history"), 403, "insufficient_scope")


def test_it_is_of_ones_own_partnership(borough: Borough) -> None:
    sefton = made.next_door()

    found = {one["id"] for one in told(sefton, "Olga", limit=200)}
    own = {one["id"] for one in told(borough, limit=200)}

    assert found
    assert own
    assert found.isdisjoint(own)
    assert told(sefton, "Olga", subject=borough.plan.id) == []


def test_it_shows_addresses_to_auditors_alone(borough: Borough) -> None:
    rhea = borough.profiles["Rhea"]

    [to_pat] = of(borough, rhea)
    [to_audrey] = of(borough, rhea, "Audrey")

    assert changes(to_pat)["name"] == (None, "Rhea")
    assert (changes(to_pat)["email"], hows(to_pat)["email"][1]) == ((None, None), "withheld")
    assert changes(to_audrey)["email"] == (None, "rhea@knowsley.test")


def test_it_says_what_was_erased(borough: Borough) -> None:
    rhea = borough.profiles["Rhea"]
    appointed = told(borough, subject_type="appointment", actor=borough.who("Ada").id)

    body = {"reason": "She asked for it."}
    borough.as_("Ada").post(f"/people/{rhea.id}/erase", body, if_match=tag(1))

    added, erased = of(borough, rhea, "Audrey")
    assert appointed == []
    assert (changes(added)["name"], hows(added)["name"]) == ((None, None), ("absent", "erased"))
    assert (changes(added)["email"], hows(added)["email"]) == ((None, None), ("absent", "erased"))
    assert changes(erased)["name"] == (None, "Erased person")
    assert hows(erased)["name"] == ("erased", "shown")
    assert given(erased) == {"reason": "She asked for it."}


def test_it_keeps_account_of_what_an_auditor_reads_of_the_restricted(borough: Borough) -> None:
    readings = AccessRecord.objects.filter(actor_id=borough.actor_id("Audrey"), kind="object")
    hidden = for_auditors(borough)

    told(borough, "Audrey", subject_type="organisation")
    before = readings.count()
    told(borough, "Audrey", subject=hidden.id)
    told(borough, "Audrey", subject=hidden.id)

    assert before == 0
    kept = readings.values_list("subject_type", "subject_id")
    assert list(kept) == [("profile", hidden.id)]


def for_auditors(borough: Borough) -> Profile:
    """A row nobody else finds."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        profile = Profile(
            partnership=borough.partnership,
            actor=people.enrol_actor(unit, kind="system", sign_in="system:hidden"),
            name="Hidden",
            audience="auditors",
        )
        people.add_profile(unit, profile=profile)
    assert told(borough, subject=profile.id) == []
    return profile


# The whole course


STEPS = {
    "start": ("start", {}),
    "risk": (
        "flag-at-risk",
        {
            "cause": "capacity",
            "explanation": "Two of the three youth workers have left.",
            "mitigation": "Agency staff from January.",
            "recovery_expected_on": "2027-02-01",
        },
    ),
    "recover": ("recover", {"what_changed": "Both posts are filled."}),
    "complete": ("complete", {"statement": "All five.", "evidence_waiver": "In spring."}),
    "withdraw": ("withdraw", {"reason": "Not funded."}),
    "reopen": ("reopen", {"reason": "One has closed again."}),
    "reinstate": ("reinstate", {"reason": "There is money after all."}),
    "later": ("reschedule", {"due_on": "2027-06-30", "reason": "The builder is late."}),
    "later still": ("reschedule", {"due_on": "2027-09-30", "reason": "So is the painter."}),
    "sooner": ("reschedule", {"due_on": "2027-04-30", "reason": "They hurry."}),
}


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@drawn(steps=st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=14))
def test_its_changes_one_after_the_other_give_what_there_is(
    borough: Borough, steps: list[str]
) -> None:
    """Whichever of them are refused."""
    action = proposed_action(borough)
    priya = borough.as_("Priya")
    for step in steps:
        place, body = STEPS[step]
        version = Action.objects.get(id=action.id).version
        priya.post(f"/actions/{action.id}/{place}", body, if_match=tag(version))

    fields = applied(of(borough, action))

    shown = borough.as_("Pat").get(f"/actions/{action.id}").json()
    assert fields == remembered(action.id)
    assert {name: shown[name] for name in fields.keys() & shown.keys()} == {
        name: fields[name] for name in fields.keys() & shown.keys()
    }
    assert fields["state"] == shown["state"]
