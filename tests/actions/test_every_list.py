"""What holds for each list of the app: few queries, and no more of them for more rows."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions import operations
from backend.actions.models import (
    Action,
    Confidence,
    DateChange,
    Dependency,
    EvidenceKind,
    Request,
    UpdateRequest,
)
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people.operations import add_organisation
from tests.actions.questions import read
from tests.borough import Borough, action_in_progress, many_actions

Adds = Callable[[Unit, Borough, str], object]
AddsTo = Callable[[Unit, Action, str], object]

EXPANDED = "/actions?expand=plan,priority,lead"


def plans(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_plan(unit, title=title, part_of_id=borough.plan.id)


def priorities(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_priority(unit, plan_id=borough.plan.id, title=title)


def outcomes(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_outcome(unit, plan_id=borough.plan.id, title=title)


def links(unit: Unit, borough: Borough, title: str) -> object:
    outcome = operations.add_outcome(unit, plan_id=borough.plan.id, title=title)
    return operations.link_outcome(
        unit, priority_id=borough.youth.id, outcome_id=outcome.id, basis="stated"
    )


def principles(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_principle(unit, plan_id=borough.plan.id, title=title, series="ours")


def measures(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_success_measure(
        unit, priority_id=borough.youth.id, title=title, direction="up"
    )


def events(unit: Unit, borough: Borough, title: str) -> object:
    return operations.add_dated_event(unit, title=title, due="2026")


def dependencies(unit: Unit, borough: Borough, title: str) -> object:
    first, second = (
        operations.propose_action(unit, plan_id=borough.plan.id, title=title) for _ in range(2)
    )
    return unit.record(
        "dependency.added",
        Dependency(partnership=borough.partnership, predecessor=first, successor=second),
    )


def requests(unit: Unit, borough: Borough, title: str) -> object:
    """One at a time for each action, so that each needs one of its own."""
    action = Action(
        partnership=borough.partnership,
        plan=borough.plan,
        priority=borough.youth,
        lead=borough.council,
        title=title,
    )
    unit.record("action.proposed", action)
    wanted = UpdateRequest(
        partnership=borough.partnership, action=action, opened_at=unit.at, next_rung_at=unit.at
    )
    return unit.record("update_request.opened", wanted)


def asked_for(unit: Unit, action: Action, title: str) -> Request:
    """Of one version the same person asks once, so each speaks of a version of its own."""
    count = Request.objects.filter(action=action).count()
    request = Request(
        partnership_id=action.partnership_id,
        action=action,
        action_version=count + 1,
        operation="withdraw_action",
        inputs={"reason": title},
        note=title,
        asked_by_id=unit.by.id,
        asked_at=unit.at,
    )
    return unit.record("request.made", request)


def wishes(unit: Unit, borough: Borough, title: str) -> object:
    action = operations.propose_action(
        unit, plan_id=borough.plan.id, title=title, priority_id=borough.youth.id
    )
    return asked_for(unit, action, title)


COLLECTIONS: dict[str, Adds] = {
    "/plans": plans,
    "/priorities": priorities,
    "/outcomes": outcomes,
    "/outcome-links": links,
    "/principles": principles,
    "/success-measures": measures,
    "/milestones": events,
    "/dependencies": dependencies,
    "/update-requests": requests,
    "/requests": wishes,
}


def updates(unit: Unit, action: Action, title: str) -> object:
    return operations.update_action(
        unit,
        action_id=action.id,
        narrative=title,
        percent_complete=5,
        confidence=Confidence.GREEN,
    )


def evidence(unit: Unit, action: Action, title: str) -> object:
    return operations.add_evidence(
        unit,
        action_id=action.id,
        kind=EvidenceKind.STATEMENT,
        title=title,
        content="It is done.",
        dated_on=date(2026, 1, 31),
    )


def milestones(unit: Unit, action: Action, title: str) -> object:
    return operations.add_milestone(
        unit, action_id=action.id, title=title, due_on=date(2027, 1, 15)
    )


def awaited(unit: Unit, action: Action, title: str) -> object:
    first = operations.propose_action(unit, plan_id=action.plan_id, title=title)
    return operations.add_dependency(unit, action_id=action.id, predecessor_id=first.id)


def date_changes(unit: Unit, action: Action, title: str) -> DateChange:
    change = DateChange(
        partnership_id=action.partnership_id,
        action=action,
        due_on=date(2027, 1, 15),
        reason=title,
        requested_by_id=unit.by.id,
    )
    return unit.record("date_change.made", change)


PARTS: dict[str, tuple[str, AddsTo]] = {
    "updates": ("Rhea", updates),
    "evidence": ("Rhea", evidence),
    "milestones": ("Rhea", milestones),
    "dependencies": ("Priya", awaited),
    "requests": ("Rhea", asked_for),
    "date-changes": ("Priya", date_changes),
}


def add(borough: Borough, adds: Adds, count: int) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for place in range(count):
            adds(unit, borough, f"Number {place:03}")


def add_to(borough: Borough, action: Action, part: str, count: int) -> None:
    who, adds = PARTS[part]
    with unit_of_work(by=borough.who(who), at=now()) as unit:
        for place in range(count):
            adds(unit, action, f"Number {place:03}")


def contribute(borough: Borough, action: Action, count: int) -> None:
    """An organisation contributes once at a time, so that each needs one of its own."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        friends = [add_organisation(unit, name="Friends", kind="other") for _ in range(count)]
    with unit_of_work(by=borough.who("Priya"), at=now()) as unit:
        for friend in friends:
            operations.add_contributor(
                unit, action_id=action.id, organisation_id=friend.id, part="Helps"
            )


def asked(borough: Borough, who: str, path: str) -> tuple[int, int]:
    """How many queries it takes, and how many rows they bring."""
    borough.as_(who)
    with CaptureQueriesContext(connection) as captured:
        rows = read(borough, who, path)["results"]
    return len(captured), len(rows)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_lists_and_expands_actions_in_four_queries(borough: Borough, who: str) -> None:
    many_actions(borough, 1)
    one = asked(borough, who, f"{EXPANDED}&limit=200")
    many_actions(borough, 199)

    all_of_them = asked(borough, who, f"{EXPANDED}&limit=200")

    assert (one, all_of_them) == ((4, 1), (4, 200))


@pytest.mark.parametrize("path", COLLECTIONS)
def test_it_lists_a_collection_in_four_queries(borough: Borough, path: str) -> None:
    add(borough, COLLECTIONS[path], 1)
    queries, few = asked(borough, "Pat", f"{path}?limit=200")
    add(borough, COLLECTIONS[path], 200 - few)

    assert queries <= 4
    assert asked(borough, "Pat", f"{path}?limit=200") == (queries, 200)


@pytest.mark.parametrize("part", PARTS)
def test_it_lists_what_belongs_to_an_action_in_five(borough: Borough, part: str) -> None:
    """One more than a collection takes: the action itself is looked for first."""
    action = action_in_progress(borough)
    path = f"/actions/{action.id}/{part}?limit=200"
    add_to(borough, action, part, 1)
    one = asked(borough, "Pat", path)
    add_to(borough, action, part, 199)

    assert (one, asked(borough, "Pat", path)) == ((4, 1), (4, 200))


def test_it_lists_contributors_in_five(borough: Borough) -> None:
    action = action_in_progress(borough)
    path = f"/actions/{action.id}/contributors?limit=200"
    contribute(borough, action, 1)
    one = asked(borough, "Pat", path)
    contribute(borough, action, 199)

    assert (one, asked(borough, "Pat", path)) == ((4, 1), (4, 200))


@pytest.mark.parametrize("path", [*COLLECTIONS, "/actions"])
def test_it_never_shows_the_partnership_next_door(borough: Borough, path: str) -> None:
    add(borough, COLLECTIONS.get(path, plans), 1)
    many_actions(borough, 1)
    theirs = {row["id"] for row in read(borough, "Pat", path)["results"]}

    seen = {row["id"] for row in read(borough, "Olga", path)["results"]}

    assert theirs
    assert theirs.isdisjoint(seen)
