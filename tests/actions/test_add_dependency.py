from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, Dependency, Plan
from backend.actions.operations import propose_action
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.actions.subjects import dependency_on, reason
from tests.borough import (
    ACTION_IN,
    Borough,
    action_done,
    action_in_progress,
    action_withdrawn,
    many_actions,
    proposed_action,
)

ADD = DEEDS["add_dependency"]
REMOVE = DEEDS["remove_dependency"]
CHAIN = 1000


def early(borough: Borough, **given: Any) -> Action:
    """Due before any that waits for it begins."""
    return proposed_action(borough, title="Sign the lease", **{"due_on": date(2027, 1, 4), **given})


def waits(borough: Borough, *chain: Action) -> None:
    """Each of them for the one before it."""
    for before, after in pairwise(chain):
        dependency_on(borough, before, after)


def ids(*actions: Action) -> list[str]:
    return [str(action.id) for action in actions]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    lease, action = early(borough, lead_id=borough.housing.id), action_in_progress(borough)

    asked = ADD.ask(borough, on=action, predecessor=str(lease.id))

    assert (asked.status, asked.body["ended_at"]) == (201, None)
    assert [asked.body["predecessor"], asked.body["successor"]] == ids(lease, action)
    assert asked.headers["Location"].endswith(f"/api/v1/dependencies/{asked.body['id']}")
    assert asked.written == (Written("dependency.added", 1, "Priya", told=("Dev", "Rob")),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    asked = ADD.ask(borough, "Dev", predecessor=str(early(borough).id))

    assert asked.written == (
        Written("dependency.added", 1, "Dev", "Priya", told=("Priya", "Rhea")),
    )


def test_it_threatens_the_action_in_the_same_unit(borough: Borough) -> None:
    action = action_in_progress(borough)

    asked = ADD.ask(borough, on=action)

    late = {"predecessors": [asked.body["predecessor"]]}
    assert asked.written == (
        Written("dependency.added", 1, "Priya", told=("Dev", "Rhea")),
        Written("action.threatened", 3, "Priya", told=("Dev", "Rhea"), given=late),
    )
    assert read(borough, "Pat", f"/actions/{action.id}")["threatened_at"] is not None


def test_it_shows_what_an_action_depends_on(borough: Borough) -> None:
    lease, action, opening = early(borough), proposed_action(borough), proposed_action(borough)
    waits(borough, lease, action, opening)

    own = read(borough, "Pat", f"/actions/{action.id}/dependencies")["results"]
    waiting = read(borough, "Pat", f"/dependencies?predecessor={action.id}")["results"]
    awaited = read(borough, "Pat", f"/dependencies?successor={action.id}&ended=false")["results"]

    assert [one["predecessor"] for one in own] == ids(lease)
    assert [one["successor"] for one in waiting] == ids(opening)
    assert awaited == own


def test_it_adds_one_that_is_done(borough: Borough) -> None:
    asked = ADD.ask(borough, predecessor=str(action_done(borough).id))

    assert asked.status == 201
    assert [one.verb for one in asked.written] == ["dependency.added"]


def test_it_adds_none_that_is_withdrawn(borough: Borough) -> None:
    asked = ADD.ask(borough, predecessor=str(action_withdrawn(borough).id))

    assert asked.refusal == (409, "predecessor_withdrawn", 0)


def test_it_adds_once(borough: Borough) -> None:
    waits(borough, lease := early(borough), action := proposed_action(borough))

    asked = ADD.ask(borough, on=action, predecessor=str(lease.id))

    assert asked.refusal == (409, "already_depends", 0)


def test_it_adds_again_what_was_removed(borough: Borough) -> None:
    kept = dependency_on(borough, lease := early(borough), action := proposed_action(borough))
    REMOVE.ask(borough, on=kept)

    assert ADD.ask(borough, on=action, predecessor=str(lease.id)).status == 201


def test_it_makes_no_action_wait_for_itself(borough: Borough) -> None:
    action = proposed_action(borough)

    asked = ADD.ask(borough, on=action, predecessor=str(action.id))

    assert asked.refusal == MALFORMED
    assert [(one["code"], one["pointer"]) for one in asked.body["errors"]] == [
        ("same_action", "#/predecessor")
    ]


def test_it_shows_the_way_round_a_cycle(borough: Borough) -> None:
    lease, works, opening = early(borough), proposed_action(borough), action_in_progress(borough)
    waits(borough, lease, works, opening)

    asked = ADD.ask(borough, on=lease, predecessor=str(opening.id))

    assert asked.refusal == (409, "dependency_cycle", 0)
    assert [one["id"] for one in asked.body["path"]] == ids(lease, works, opening, lease)
    assert asked.body["path"][0]["title"] == "Sign the lease"


def test_it_shows_the_shortest_way_round(borough: Borough) -> None:
    lease, works, opening = early(borough), proposed_action(borough), proposed_action(borough)
    waits(borough, lease, works, opening)
    waits(borough, lease, opening)

    asked = ADD.ask(borough, on=lease, predecessor=str(opening.id))

    assert [one["id"] for one in asked.body["path"]] == ids(lease, opening, lease)


def test_it_sees_no_cycle_in_what_was_removed(borough: Borough) -> None:
    kept = dependency_on(borough, lease := early(borough), works := proposed_action(borough))
    REMOVE.ask(borough, on=kept)

    assert ADD.ask(borough, on=lease, predecessor=str(works.id)).status == 201


def chained(borough: Borough, length: int) -> list[Action]:
    many_actions(borough, length)
    actions = list(Action.objects.filter(plan=borough.plan).order_by("id"))
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for before, after in pairwise(actions):
            unit.record(
                "dependency.added",
                Dependency(partnership=borough.partnership, predecessor=before, successor=after),
            )
    return actions


def test_it_follows_a_chain_of_a_thousand_in_few_queries(borough: Borough) -> None:
    first, *_, last = actions = chained(borough, CHAIN)
    borough.as_("Priya")

    with CaptureQueriesContext(connection) as captured:
        asked = borough.as_("Priya").post(
            f"/actions/{first.id}/dependencies", {"predecessor": str(last.id)}
        )

    assert asked.json()["code"] == "dependency_cycle"
    assert [one["id"] for one in asked.json()["path"]] == [*ids(*actions), str(first.id)]
    assert len(captured) <= 12


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


def test_it_names_nothing_from_next_door(borough: Borough) -> None:
    plan = Plan.objects.exclude(partnership=borough.partnership).get()
    theirs = borough.act("Olga", propose_action, plan_id=plan.id, title="Clean the beach")

    asked = ADD.ask(borough, predecessor=str(theirs.id))

    assert asked.refusal == MALFORMED
    assert asked.body["errors"][0]["code"] == "unknown_reference"


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rhea", "Rob", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_sponsor_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_forbids_whoever_sponsors_the_predecessor_alone(borough: Borough) -> None:
    theirs = early(borough)

    assert ADD.ask(borough, "Omar", predecessor=str(theirs.id)).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={**reason(borough), "predecessor": str(borough.plan.id)})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/predecessor"]
