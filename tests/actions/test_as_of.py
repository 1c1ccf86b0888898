"""Actions as they were: what a list and one action answer with as of an entry or an instant."""

from datetime import timedelta
from typing import Any, Final

import pytest

from backend.audit.checkpoints import size_of
from backend.audit.models import Entry
from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.borough import (
    Borough,
    action_at_risk,
    action_done,
    action_in_progress,
    action_withdrawn,
    many_actions,
    proposed_action,
)

# Who asks, the entry named, the actions, their texts, and what they are rated by.
STATEMENTS: Final = 9


def latest(borough: Borough) -> int:
    return size_of(borough.partnership.id) - 1


def then(borough: Borough, address: str, moment: object, who: str = "Pat") -> Any:
    joint = "&" if "?" in address else "?"
    return read(borough, who, f"{address}{joint}as_of={moment}")


def named(borough: Borough, address: str, moment: object, who: str = "Pat") -> list[str]:
    return [one["id"] for one in then(borough, address, moment, who)["results"]]


def test_it_shows_an_action_as_it_was(borough: Borough) -> None:
    action = action_in_progress(borough)
    before, index = read(borough, "Pat", f"/actions/{action.id}"), latest(borough)

    DEEDS["withdraw_action"].ask(borough, on=action)

    assert then(borough, f"/actions/{action.id}", index) == before
    assert then(borough, f"/actions/{action.id}", latest(borough))["state"] == "withdrawn"


def test_an_instant_means_what_was_logged_by_then(borough: Borough) -> None:
    action = action_in_progress(borough)
    entry = Entry.objects.get(log_id=borough.partnership.id, index=latest(borough))
    DEEDS["withdraw_action"].ask(borough, on=action)

    exactly = then(
        borough, f"/actions/{action.id}", entry.logged.isoformat().replace("+00:00", "Z")
    )
    just = entry.logged - timedelta(microseconds=1)
    before = then(borough, f"/actions/{action.id}", just.isoformat().replace("+00:00", "Z"))

    assert (exactly["state"], exactly["version"]) == ("in_progress", 2)
    assert (before["state"], before["version"]) == ("proposed", 1)


def test_it_was_not_there_yet(borough: Borough) -> None:
    index = latest(borough)
    action = proposed_action(borough)

    shown = borough.as_("Pat").get(f"/actions/{action.id}?as_of={index}")

    assert (shown.status_code, shown.json()["code"]) == (404, "not_found")
    assert named(borough, "/actions", index) == []


@pytest.mark.parametrize("makes", [action_done, action_withdrawn, action_at_risk])
def test_a_list_is_what_it_was(borough: Borough, makes: Any) -> None:
    makes(borough)
    proposed_action(borough)
    before, index = read(borough, "Pat", "/actions"), latest(borough)

    many_actions(borough, 3)

    found = then(borough, "/actions", index)
    assert found == before


def test_its_filters_are_asked_of_then(borough: Borough) -> None:
    action = action_in_progress(borough)
    index = latest(borough)
    DEEDS["withdraw_action"].ask(borough, on=action)

    assert named(borough, "/actions?state=in_progress", index) == [str(action.id)]
    assert named(borough, "/actions?state=withdrawn", index) == []
    assert named(borough, "/actions?state=in_progress", latest(borough)) == []


@pytest.mark.parametrize(
    "query",
    [
        "plan={plan}",
        "priority={priority}",
        "lead={lead}",
        "due_on=2027-03-31",
        "due_on__gte=2027-03-31&due_on__lt=2027-04-01",
        "overdue=false",
        "overdue=true&overdue_against=current",
        "rag=green,amber",
        "rag=red",
        "rag_divergence=false",
        "threatened=false",
        "threatened=true",
        "q=hub",
        "q=nothing",
        "ordering=-title",
        "ordering=-due_on,title",
        "state=in_progress,done&expand=priority,lead,plan",
    ],
)
def test_each_finds_what_it_finds_of_rows(borough: Borough, query: str) -> None:
    """As of the last entry the past is the present."""
    action = action_in_progress(borough)
    many_actions(borough, 4)
    action_at_risk(borough)
    sent = query.format(plan=action.plan_id, priority=action.priority_id, lead=action.lead_id)

    live = read(borough, "Pat", f"/actions?{sent}")
    found = then(borough, f"/actions?{sent}", latest(borough))

    assert found["results"] == live["results"]


def test_pages_hold_on_to_what_page_one_saw(borough: Borough) -> None:
    many_actions(borough, 5)
    entire = named(borough, "/actions", latest(borough))
    first = then(borough, "/actions?limit=2", now().isoformat().replace("+00:00", "Z"))
    many_actions(borough, 2)

    second = read(borough, "Pat", first["next"].partition("/api/v1")[2])
    third = read(borough, "Pat", second["next"].partition("/api/v1")[2])
    back = read(borough, "Pat", third["previous"].partition("/api/v1")[2])

    seen = [one["id"] for page in (first, second, third) for one in page["results"]]
    assert seen == entire
    assert third["next"] is None
    assert back["results"] == second["results"]


def test_the_feed_goes_on_from_there(borough: Borough) -> None:
    """`changes_cursor` is the place in the log the page shows."""
    many_actions(borough, 1)
    before, index = read(borough, "Pat", "/actions"), latest(borough)
    many_actions(borough, 1)

    assert then(borough, "/actions", index)["changes_cursor"] == before["changes_cursor"]


@pytest.mark.parametrize("moment", ["-1", "01", "now", "2026-11-22", "2026-11-22T12:00:00", "1e3"])
@pytest.mark.parametrize("address", ["/actions", "/actions/{id}"])
def test_it_refuses_what_is_no_moment(borough: Borough, address: str, moment: str) -> None:
    path = address.format(id=proposed_action(borough).id)

    refused = borough.as_("Pat").get(f"{path}?as_of={moment}")

    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["parameter"], fault["code"]) == (400, "as_of", "format")


@pytest.mark.parametrize("moment", ["999999", "2999-01-01T00:00:00Z"])
def test_it_refuses_what_is_not_recorded_yet(borough: Borough, moment: str) -> None:
    refused = borough.as_("Pat").get(f"/actions?as_of={moment}")

    assert (refused.status_code, refused.json()["code"]) == (409, "not_yet_recorded")


def test_before_everything_there_was_nothing(borough: Borough) -> None:
    assert named(borough, "/actions", "2001-01-01T00:00:00Z") == []


def test_other_partnerships_stay_hidden(borough: Borough) -> None:
    action = action_in_progress(borough)

    shown = borough.as_("Olga").get(f"/actions/{action.id}?as_of=0")

    assert (shown.status_code, shown.json()["code"]) == (404, "not_found")


def test_it_counts(borough: Borough) -> None:
    many_actions(borough, 3)
    index = latest(borough)
    many_actions(borough, 3)

    found = borough.as_("Pat").get(f"/actions?limit=1&as_of={index}", PREFER="count=exact")

    assert found.json()["count"] == 3


def test_the_number_of_statements_is_the_same_for_many(
    borough: Borough, django_assert_num_queries: Any
) -> None:
    many_actions(borough, 1)
    one = latest(borough)
    many_actions(borough, 30)
    pat = borough.as_("Pat")
    pat.get("/actions")

    for index in (one, latest(borough)):
        with django_assert_num_queries(STATEMENTS):
            pat.get(f"/actions?limit=200&as_of={index}")
