"""What a source's hearing waits for shows where people look for what waits for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.operations import revise_action
from backend.audit.days import today
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.operations import appoint
from backend.sync.models import FieldConflict
from tests.actions.questions import read
from tests.borough import Borough
from tests.sync.deeds import DEEDS, ended
from tests.sync.feed import members_only, restrict
from tests.sync.sending import RISK, contested, send, sent, the_action, whole

KINDS = ("conflict_to_resolve", "status_to_map")


def waiting(borough: Borough, who: str) -> list[dict[str, Any]]:
    rows = read(borough, who, "/me/waiting")["results"]
    return [one for one in rows if one["kind"] in KINDS]


def kinds(borough: Borough, *names: str) -> list[list[str]]:
    return [[one["kind"] for one in waiting(borough, name)] for name in names]


def unknown_word(borough: Borough, word: str = "On hold", minute: int = 1) -> None:
    refused = send(borough, minute, status=word, risk=RISK)
    assert refused.body["code"] == "unmapped_status"


def test_it_shows_a_conflict_to_whoever_resolves_it(borough: Borough) -> None:
    contested(borough)

    [shown] = waiting(borough, "Priya")

    conflict = FieldConflict.objects.get()
    assert shown == {
        "kind": "conflict_to_resolve",
        "subject": {"type": "conflict", "id": str(conflict.id)},
        "title": "Open four youth centres",
        "since": read(borough, "Priya", f"/conflicts/{conflict.id}")["raised_at"],
        "due_on": "2027-03-31",
    }
    assert kinds(borough, "Dev", "Rhea") == [["conflict_to_resolve"]] * 2


@pytest.mark.parametrize("name", ["Priya", "Dev", "Rhea"])
def test_it_shows_it_to_whoever_resolves_it_alone(borough: Borough, name: str) -> None:
    contested(borough)
    [shown] = waiting(borough, name)

    resolved = DEEDS["resolve_conflict"].ask(borough, name, on=FieldConflict.objects.get())

    assert resolved.body["id"] == shown["subject"]["id"]
    assert kinds(borough, "Omar", "Rob", "Ada", "Audrey", "Pat", "Tracker") == [[]] * 6


def test_it_shows_a_conflict_no_more_once_it_is_resolved(borough: Borough) -> None:
    contested(borough)
    before = kinds(borough, "Priya", "Rhea")

    DEEDS["resolve_conflict"].ask(borough, on=FieldConflict.objects.get())

    assert (before, kinds(borough, "Priya", "Rhea")) == ([["conflict_to_resolve"]] * 2, [[], []])


@pytest.mark.parametrize(
    ("scope", "found"),
    [(["resolve_conflict"], ["conflict_to_resolve"]), (["start_action"], [])],
)
def test_it_keeps_to_the_scope_of_a_deputy(
    borough: Borough, scope: list[str], found: list[str]
) -> None:
    contested(borough)
    borough.act(
        "Priya",
        appoint,
        actor_id=borough.actor_id("Pat"),
        role="deputy",
        on_id=borough.youth.id,
        ends_on=today() + timedelta(days=20),
        reason="Dev is on leave.",
        deputy_for=borough.actor_id("Priya"),
        scope=scope,
    )

    assert kinds(borough, "Pat") == [found]


def test_it_shows_no_conflict_that_is_hidden(borough: Borough) -> None:
    contested(borough)
    conflict = FieldConflict.objects.get()
    conflict.audience = members_only(borough)
    with unit_of_work(by=borough.who("Tracker"), at=now()) as unit:
        unit.record("conflict.raised", conflict)

    assert kinds(borough, "Priya", "Rhea") == [[], []]


def test_it_shows_no_conflict_of_an_action_that_is_hidden(borough: Borough) -> None:
    contested(borough)
    restrict(borough, the_action().id, members_only(borough))

    assert kinds(borough, "Priya", "Rhea") == [[], []]


def test_it_shows_a_word_to_whoever_maps_it(borough: Borough) -> None:
    sent(borough)
    unknown_word(borough)

    [shown] = waiting(borough, "Ada")

    [task] = read(borough, "Ada", "/sources/tracker/mapping-tasks")["results"]
    assert shown == {
        "kind": "status_to_map",
        "subject": {"type": "status_mapping", "id": task["id"]},
        "title": "tracker: On hold",
        "since": task["asked_at"],
        "due_on": None,
    }
    assert kinds(borough, "Priya", "Rhea", "Audrey", "Pat", "Tracker") == [[]] * 5


def test_it_shows_a_word_no_more_once_it_is_mapped(borough: Borough) -> None:
    sent(borough)
    unknown_word(borough)
    before = kinds(borough, "Ada")

    DEEDS["map_status"].ask(borough)

    assert (before, kinds(borough, "Ada")) == ([["status_to_map"]], [[]])


def test_it_shows_no_word_of_a_source_that_has_ended(borough: Borough) -> None:
    """It can be mapped no more."""
    sent(borough)
    unknown_word(borough)
    before = kinds(borough, "Ada")

    ended(borough)

    assert (before, kinds(borough, "Ada")) == ([["status_to_map"]], [[]])


def more(borough: Borough, *external_ids: str) -> None:
    """Conflicts and words, of as many actions."""
    for minute, external_id in enumerate(external_ids, 10):
        send(borough, minute, external_id=external_id, **whole(borough, minute))
        action = the_action(external_id)
        renamed = {"action_id": action.id, "version": action.version, "title": "Renamed here"}
        borough.act("Priya", revise_action, **renamed)
        send(borough, minute + 20, external_id=external_id, title="Renamed there")
        refused = send(borough, minute + 40, external_id=external_id, status=external_id)
        assert refused.body["code"] == "unmapped_status"


def cost(borough: Borough, who: str) -> int:
    waiting(borough, who)
    with CaptureQueriesContext(connection) as spent:
        waiting(borough, who)
    return len(spent)


@pytest.mark.parametrize("name", ["Priya", "Rhea", "Ada"])
def test_it_asks_as_often_for_many_as_for_one(borough: Borough, name: str) -> None:
    more(borough, "YTH-1")
    one = cost(borough, name)
    more(borough, "YTH-2", "YTH-3", "YTH-4", "YTH-5")

    assert cost(borough, name) == one
    assert len(waiting(borough, name)) == 5
