"""The changes one may see, each once, in the order of the log."""

from typing import Any, Final  # Any: bodies are JSON
from uuid import uuid4

import pytest
import yaml
from jsonschema import Draft202012Validator

from backend.actions import operations as actions
from backend.api.cursors import position_cursor
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people import operations as people
from backend.people.models import AccessRecord
from tests import borough as made
from tests.architecture.source import ROOT
from tests.borough import Borough, Caller, action_in_progress, proposed_action
from tests.people.questions import assert_refused
from tests.sync.feed import (
    Told,
    add_organisations,
    ask,
    beginning,
    here,
    latest,
    members_only,
    page,
    restrict,
    told,
    verbs,
)


def last_entry() -> Entry:
    return Entry.objects.latest("index")


# What it tells


def test_it_tells_of_a_change_as_the_log_has_it(borough: Borough) -> None:
    place = latest(borough, "Pat")
    action = proposed_action(borough)

    [change] = page(borough, "Pat", place)["results"]

    entry = last_entry()
    assert (change["id"], change["index"]) == (str(entry.id), entry.index)
    assert (change["type"], change["op"], change["version"]) == ("action.proposed", "upsert", 1)
    assert change["actor"] == str(borough.actor_id("Priya"))
    assert change["origin"] == {"client_id": None, "request_id": str(entry.request_id)}
    assert change["resource"] == {
        "type": "action",
        "id": str(action.id),
        "url": f"http://127.0.0.1:8000/api/v1/actions/{action.id}",
        "refs": [],
    }


def test_it_gives_an_address_where_there_is_one(borough: Borough) -> None:
    urls = {
        one["resource"]["type"]: one["resource"]["url"]
        for one in told(borough, "Pat", beginning(borough))
    }

    assert urls["partnership"] is None
    assert {kind for kind, url in urls.items() if url is not None} >= {
        "plan",
        "priority",
        "organisation",
        "profile",
        "forum",
        "appointment",
    }
    assert borough.as_("Pat").get(urls["profile"].partition("/api/v1")[2]).status_code == 200


def test_it_answers_as_the_contract_says(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    contract = yaml.load((ROOT / "openapi/openapi.yaml").read_text(), yaml.CSafeLoader)
    schema = {**contract, "$ref": "#/components/schemas/ChangesOut"}

    body = page(borough, "Pat", beginning(borough))

    checks = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(schema, format_checker=checks).validate(body)
    known = contract["components"]["schemas"]["LoggedChangeOut"]["properties"]
    assert {name for one in body["results"] for name in one} == set(known)
    assert {one["op"] for one in body["results"]} == {"upsert", "removed"}


def test_it_marks_what_a_program_did_itself(borough: Borough) -> None:
    place = latest(borough, "Pat")
    by = borough.who("Ada")
    with unit_of_work(by=by, at=now(), origin_client="housing-tracker") as unit:
        people.add_organisation(unit, name="Huyton Friends", kind="other")

    [change] = page(borough, "Pat", place)["results"]

    assert change["origin"]["client_id"] == "housing-tracker"


# Which fields


def fields_of(borough: Borough, who: str, place: str) -> list[str]:
    [change] = page(borough, who, place)["results"]
    names: list[str] = change["changed_fields"]
    return names


def test_it_names_every_field_of_what_is_new(borough: Borough) -> None:
    place = latest(borough, "Pat")
    borough.act("Ada", people.add_organisation, name="Huyton Friends", kind="other")

    names = fields_of(borough, "Pat", place)

    assert names == sorted({"kind", "name", "identifiers", "succeeded_on", *names})
    assert {"reference", "source"} <= set(names)


def test_it_names_the_fields_that_changed(borough: Borough) -> None:
    action = proposed_action(borough)
    place = latest(borough, "Pat")
    given = {"action_id": action.id, "version": action.version}
    borough.act("Priya", actions.start_action, **given)

    assert fields_of(borough, "Pat", place) == ["started_at", "state"]


def test_it_names_free_text_that_changed(borough: Borough) -> None:
    action = action_in_progress(borough)
    place = latest(borough, "Pat")
    given = {"action_id": action.id, "version": action.version, "title": "Open six youth centres"}
    borough.act("Priya", actions.revise_action, **given)

    assert fields_of(borough, "Pat", place) == ["title"]


def test_it_names_every_field_of_what_comes_into_sight(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = latest(borough, "Pat"), latest(borough, "Tom")
    restrict(borough, action.id, "partnership")

    assert {"title", "state", "due_on"} <= set(fields_of(borough, "Pat", place[0]))
    assert fields_of(borough, "Tom", place[1]) == []


# Where one stands


def test_it_begins_at_the_present_with_latest(borough: Borough) -> None:
    body = page(borough, "Pat", "latest")
    add_organisations(borough, "Huyton Friends")

    assert (body["results"], body["has_more"]) == ([], False)
    assert verbs(page(borough, "Pat", body["next_cursor"])["results"]) == ["organisation.added"]


def test_it_goes_on_after_each_change_and_after_each_page(borough: Borough) -> None:
    place = latest(borough, "Pat")
    add_organisations(borough, "One", "Two", "Three")

    whole = page(borough, "Pat", place)
    first = page(borough, "Pat", place, limit=1)
    rest = page(borough, "Pat", first["next_cursor"], limit=2)

    assert [*first["results"], *rest["results"]] == whole["results"]
    assert (first["has_more"], rest["has_more"], whole["has_more"]) == (True, False, False)
    assert page(borough, "Pat", whole["results"][0]["cursor"])["results"] == whole["results"][1:]
    assert page(borough, "Pat", whole["next_cursor"])["results"] == []


def test_it_goes_on_from_a_list(borough: Borough) -> None:
    place = borough.as_("Pat").get("/actions?limit=1").json()["changes_cursor"]
    action = proposed_action(borough)

    [change] = page(borough, "Pat", place)["results"]

    assert change["resource"]["id"] == str(action.id)


def test_it_moves_on_past_what_is_hidden(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = latest(borough, "Pat")
    restrict(borough, action.id, members_only(borough))

    body = page(borough, "Pat", place)

    assert (body["results"], body["has_more"]) == ([], False)
    assert body["next_cursor"] == latest(borough, "Pat") != place


def test_it_looks_through_so_much_at_a_time(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.audit.feed.STRETCH", 2)
    place = latest(borough, "Pat")
    add_organisations(borough, "One", "Two", "Three")
    action = proposed_action(borough)

    first = page(borough, "Pat", place, types="action")

    assert (first["results"], first["has_more"]) == ([], True)
    [change] = told(borough, "Pat", place, types="action")
    assert change["resource"]["id"] == str(action.id)


@pytest.mark.parametrize("cursor", ["made.up", "0." + "a" * 43, "Latest"])
def test_it_refuses_a_cursor_it_did_not_make(borough: Borough, cursor: str) -> None:
    assert_refused(ask(borough, "Pat", cursor), 400, "invalid_cursor")


def test_it_refuses_a_cursor_of_another_partnership(borough: Borough) -> None:
    foreign = position_cursor(uuid4(), 0)

    assert_refused(ask(borough, "Pat", foreign), 400, "invalid_cursor")


def test_it_refuses_a_cursor_past_the_end_of_the_log(borough: Borough) -> None:
    future = position_cursor(borough.partnership.id, 10_000)

    assert_refused(ask(borough, "Pat", future), 400, "invalid_cursor")


def test_it_asks_where_to_begin(borough: Borough) -> None:
    problem = assert_refused(borough.as_("Pat").get("/changes"), 400, "validation_error")

    [fault] = problem["errors"]
    assert (fault["parameter"], fault["code"]) == ("cursor", "required")
    assert "latest" in fault["detail"]
    assert "changes_cursor" in fault["detail"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("cursor=", "cursor", "empty_parameter"),
        ("cursor=latest&cursor=latest", "cursor", "repeated_parameter"),
        ("cursor=latest&limit=0", "limit", "format"),
        ("cursor=latest&limit=1001", "limit", "format"),
        ("cursor=latest&limit=1.0", "limit", "format"),
        ("cursor=latest&types=", "types", "empty_parameter"),
        ("cursor=latest&types=actions", "types", "invalid_choice"),
        ("cursor=latest&types=action,", "types", "invalid_choice"),
        ("cursor=latest&types=action.", "types", "invalid_choice"),
        ("cursor=latest&types=plant.watered", "types", "invalid_choice"),
        (f"cursor=latest&types={','.join(['action'] * 51)}", "types", "max_length"),
        ("cursor=latest&since=1", "since", "unknown_parameter"),
    ],
)
def test_it_is_strict(borough: Borough, query: str, parameter: str, code: str) -> None:
    answer = borough.as_("Pat").get(f"/changes?{query}")

    faults = assert_refused(answer, 400, "validation_error")["errors"]
    assert [(one["parameter"], one["code"]) for one in faults] == [(parameter, code)]


def test_it_tells_all_that_is_wrong_at_once(borough: Borough) -> None:
    answer = borough.as_("Pat").get("/changes?limit=0&types=nothing&since=1")

    faults = assert_refused(answer, 400, "validation_error")["errors"]
    assert sorted(one["parameter"] for one in faults) == ["cursor", "limit", "since", "types"]


# Which of them


def of_types(borough: Borough, place: str, types: str) -> list[str]:
    return verbs(told(borough, "Pat", place, types=types))


def test_it_tells_of_the_types_asked_for(borough: Borough) -> None:
    place = latest(borough, "Pat")
    add_organisations(borough, "Huyton Friends")
    action = action_in_progress(borough)
    restrict(borough, action.id, members_only(borough))

    assert of_types(borough, place, "organisation") == ["organisation.added"]
    assert of_types(borough, place, "action") == [
        "action.proposed",
        "action.started",
        "action.removed",
    ]
    assert of_types(borough, place, "action.started,organisation") == [
        "organisation.added",
        "action.started",
        "action.removed",
    ]
    assert of_types(borough, place, "plan,plan.added") == []


# Who may see it


def test_it_needs_a_token_and_the_scope(borough: Borough) -> None:
    without = Caller(borough.token("Pat", frozenset({"actions:read"})))

    assert_refused(without.get("/changes?cursor=latest"), 403, "insufficient_scope")
    assert_refused(Caller("acc_unknown").get("/changes"), 401, "authentication_failed")


def test_it_says_nothing_of_what_is_hidden(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = here(borough)
    restrict(borough, action.id, members_only(borough))

    assert page(borough, "Pat", place)["results"] == []
    assert verbs(page(borough, "Tom", place)["results"]) == ["action.revised"]
    assert verbs(page(borough, "Audrey", place)["results"]) == ["action.revised"]


def test_it_tells_that_something_went_out_of_sight_and_no_more(borough: Borough) -> None:
    one, other = proposed_action(borough), proposed_action(borough)
    place = here(borough)
    restrict(borough, one.id, members_only(borough))
    restrict(borough, other.id, "auditors")

    gone = page(borough, "Pat", place)["results"]

    assert [change["resource"]["id"] for change in gone] == [str(one.id), str(other.id)]
    assert (
        _kept_of(gone[0])
        == _kept_of(gone[1])
        == {
            "type": "action.removed",
            "op": "removed",
            "version": None,
            "actor": None,
            "origin": None,
            "changed_fields": None,
        }
    )


def _kept_of(change: Told) -> Told:
    """Without what is of the one entry alone, and public: its place, its time, its subject."""
    apart = ("id", "index", "resource", "occurred_at", "cursor")
    return {name: value for name, value in change.items() if name not in apart}


def test_it_tells_nobody_next_door(borough: Borough) -> None:
    place = latest(borough, "Olga")

    add_organisations(borough, "Huyton Friends")

    assert page(borough, "Olga", place)["results"] == []
    assert_refused(ask(borough, "Olga", latest(borough, "Pat")), 400, "invalid_cursor")


def test_it_keeps_account_of_what_an_auditor_reads(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    other = proposed_action(borough)
    place = here(borough)
    for one in (action, other):
        restrict(borough, one.id, one.audience if one is other else members_only(borough))

    for _ in range(2):
        page(borough, "Audrey", place)

    kept = AccessRecord.objects.filter(actor_id=borough.actor_id("Audrey"))
    assert [(one.subject_type, one.subject_id) for one in kept] == [("action", action.id)]


# What it costs

# Who asks and how they stand afterwards, 7; the size of the log, its entries, what was before them
# and the names of free text; by which ids sources know them.
STATEMENTS: Final = 11


def test_it_asks_as_often_for_many_as_for_one(
    borough: Borough, django_assert_num_queries: Any
) -> None:
    place = latest(borough, "Pat")
    proposed_action(borough)
    made.many_actions(borough, 199)

    with django_assert_num_queries(STATEMENTS):
        page(borough, "Pat", place, limit=1)
    with django_assert_num_queries(STATEMENTS):
        assert len(page(borough, "Pat", place, limit=200)["results"]) == 200
