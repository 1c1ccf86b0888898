"""Who did what to what, when, why, and what was otherwise before."""

from datetime import datetime, timedelta
from typing import Any  # bodies are JSON
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine

from backend.actions.models import Action
from backend.audit.checkpoints import size_of
from backend.audit.models import Entry
from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.rounds import keep_rhythm, work_round
from tests.actions.subjects import report
from tests.audit.chronicle import changes, given, hows, of, told
from tests.borough import (
    Borough,
    action_at_risk,
    action_in_progress,
    action_withdrawn,
    proposed_action,
    tag,
)
from tests.people.questions import assert_refused


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
