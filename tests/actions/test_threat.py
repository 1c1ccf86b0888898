"""An action is threatened exactly while one it depends on is withdrawn or late for its start."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions import operations
from backend.actions.models import Action, ActionState, Dependency
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from tests.actions.deeds import DEEDS
from tests.actions.questions import Written, read
from tests.actions.subjects import dependency_on
from tests.borough import (
    ACTION_IN,
    DUE,
    Borough,
    action_done,
    action_in_progress,
    action_withdrawn,
    many_actions,
    proposed_action,
)

RESCHEDULE = DEEDS["reschedule_action"]
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)


def pair(borough: Borough, **successor: Any) -> tuple[Action, Action]:
    """The first due the day before the second, which waits for it."""
    lease = proposed_action(borough, title="Sign the lease", due_on=BEFORE)
    action = proposed_action(borough, **successor)
    dependency_on(borough, lease, action)
    return lease, action


def shown(borough: Borough, action: Action) -> Any:
    return read(borough, "Pat", f"/actions/{action.id}")


def is_threatened(borough: Borough, action: Action) -> bool:
    return shown(borough, action)["threatened_at"] is not None


def reviewed(borough: Borough, *actions: Action) -> dict[Any, Action]:
    """As an operation does that has changed their states."""
    ids = [action.id for action in actions]
    found: dict[Any, Action] = borough.act("Priya", operations.review_threats, action_ids=ids)
    return found


def test_it_marks_in_the_same_unit_as_the_slip(borough: Borough) -> None:
    lease, action = pair(borough, lead_id=borough.housing.id)

    asked = RESCHEDULE.ask(borough, "Rhea", on=lease, due_on=AFTER.isoformat())

    late = {"predecessors": [str(lease.id)]}
    assert asked.written[2:] == (
        Written("action.threatened", 2, "Rhea", told=("Dev", "Priya", "Rob"), given=late),
    )
    assert is_threatened(borough, action)


def test_it_lifts_in_the_same_unit_as_the_recovery(borough: Borough) -> None:
    lease, action = pair(borough)
    RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())

    asked = RESCHEDULE.ask(borough, on=lease, version=2, due_on=DUE.isoformat())

    assert asked.written[2:] == (Written("action.threat_lifted", 3, "Priya", told=("Dev", "Rhea")),)
    assert not is_threatened(borough, action)


@pytest.mark.parametrize(
    ("starts_on", "predecessor_due_on", "threatened"),
    [
        (None, DUE, False),
        (None, AFTER, True),
        (date(2027, 3, 1), date(2027, 3, 1), False),
        (date(2027, 3, 1), date(2027, 3, 2), True),
        (date(2027, 3, 1), None, False),
    ],
)
def test_it_measures_from_the_start_or_else_the_due_date(
    borough: Borough, starts_on: date | None, predecessor_due_on: date | None, *, threatened: bool
) -> None:
    lease = proposed_action(borough, due_on=predecessor_due_on)
    action = proposed_action(borough, starts_on=starts_on)

    dependency_on(borough, lease, action)

    assert is_threatened(borough, action) is threatened


def test_it_measures_nothing_without_a_date(borough: Borough) -> None:
    action = proposed_action(borough, due_on=None)

    dependency_on(borough, proposed_action(borough), action)

    assert not is_threatened(borough, action)


def test_it_keeps_since_when(borough: Borough) -> None:
    lease, action = pair(borough)
    RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())
    since = shown(borough, action)["threatened_at"]

    asked = RESCHEDULE.ask(borough, on=lease, version=2, due_on="2027-12-31")

    assert [one.verb for one in asked.written] == ["action.rescheduled", "date_change.made"]
    assert shown(borough, action)["threatened_at"] == since


def test_it_answers_the_action_as_its_own_slip_left_it(borough: Borough) -> None:
    """Brought forward, before what it waits for: the answer is the version to go on from."""
    _, action = pair(borough)

    asked = RESCHEDULE.ask(borough, on=action, due_on="2027-03-01")
    again = RESCHEDULE.ask(borough, on=action, version=3, due_on=DUE.isoformat())

    assert [one.verb for one in asked.written[2:]] == ["action.threatened"]
    assert (asked.body["version"], asked.body["threatened_at"] is None) == (3, False)
    assert (again.body["version"], again.body["threatened_at"]) == (5, None)


def test_it_reaches_what_depends_on_it_and_no_further(borough: Borough) -> None:
    lease, action = pair(borough)
    dependency_on(borough, action, third := proposed_action(borough))

    RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())

    assert (is_threatened(borough, action), is_threatened(borough, third)) == (True, False)


def test_it_is_threatened_by_one_that_is_withdrawn(borough: Borough) -> None:
    lease, action = pair(borough)
    DEEDS["withdraw_action"].ask(borough, on=lease)
    reviewed(borough, lease)
    withdrawn = is_threatened(borough, action)
    DEEDS["reinstate_action"].ask(borough, on=lease, version=2)
    reviewed(borough, lease)

    assert (withdrawn, is_threatened(borough, action)) == (True, False)


def test_it_is_not_threatened_by_one_that_is_done_however_late(borough: Borough) -> None:
    done, action = action_done(borough, due_on=AFTER), proposed_action(borough)
    dependency_on(borough, done, action)
    before = is_threatened(borough, action)
    DEEDS["reopen_action"].ask(borough, on=done)
    reviewed(borough, done)

    assert (before, is_threatened(borough, action)) == (False, True)


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_marks_none_that_is_closed(borough: Borough, state: str) -> None:
    lease, action = pair(borough)
    closed = ACTION_IN[state](borough)
    link(borough, lease, closed)

    asked = RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())

    assert [one.verb for one in asked.written[2:]] == ["action.threatened"]
    assert is_threatened(borough, action)
    assert not is_threatened(borough, closed)


def test_it_lifts_the_mark_of_one_that_closes(borough: Borough) -> None:
    lease, action = pair(borough)
    RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())
    DEEDS["withdraw_action"].ask(borough, on=action, version=2)
    reviewed(borough, action)

    assert not is_threatened(borough, action)


def test_it_says_which_endanger_it(borough: Borough) -> None:
    late, action = pair(borough)
    for before in (proposed_action(borough, due_on=BEFORE), lost := action_withdrawn(borough)):
        link(borough, before, action)

    asked = RESCHEDULE.ask(borough, on=late, due_on=AFTER.isoformat())

    assert asked.written[-1].given == {"predecessors": sorted(str(one.id) for one in (late, lost))}


def test_it_is_found_by_the_threat(borough: Borough) -> None:
    lease, action = pair(borough)
    RESCHEDULE.ask(borough, on=lease, due_on=AFTER.isoformat())

    found = [read(borough, "Pat", f"/actions?threatened={one}") for one in ("true", "false")]

    assert [[row["id"] for row in page["results"]] for page in found] == [
        [str(action.id)],
        [str(lease.id)],
    ]


def link(borough: Borough, before: Action, after: Action) -> None:
    """Whatever their states: they may have changed since."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        _link(unit, borough, before, after)


def _link(unit: Unit, borough: Borough, before: Action, after: Action) -> None:
    unit.record(
        "dependency.added",
        Dependency(partnership=borough.partnership, predecessor=before, successor=after),
    )


def waiting(borough: Borough, count: int) -> list[Action]:
    """So many, each with one of its own that waits for it."""
    many_actions(borough, count * 2, state=ActionState.PROPOSED, due_on=DUE)
    actions = list(Action.objects.filter(plan=borough.plan).order_by("-id")[: count * 2])
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for before, after in zip(actions[:count], actions[count:], strict=True):
            _link(unit, borough, before, after)
    return actions[:count]


def queries_of_review(borough: Borough, actions: list[Action]) -> int:
    ids = [action.id for action in actions]
    with (
        unit_of_work(by=borough.who("Ada"), at=now()) as unit,
        CaptureQueriesContext(connection) as captured,
    ):
        operations.locked_with_successors(unit, action_ids=ids)
        operations.review_threats(unit, action_ids=ids)
    return len(captured)


@pytest.mark.parametrize("count", [1, 200])
def test_it_reviews_many_in_six_queries(borough: Borough, count: int) -> None:
    assert queries_of_review(borough, waiting(borough, count)) == 6


@pytest.mark.parametrize("count", [1, 200])
def test_it_tells_of_many_in_one_more(borough: Borough, count: int) -> None:
    """And one for each that changes: its row."""
    actions = waiting(borough, count)
    slipped(borough, actions)

    assert queries_of_review(borough, actions) == 7 + count
    assert Action.objects.exclude(threatened_at=None).count() == count


def slipped(borough: Borough, actions: list[Action]) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for action in actions:
            action.due_on = AFTER
            unit.record("action.rescheduled", action)


def test_it_leaves_no_trace_where_nothing_changes(borough: Borough) -> None:
    lease, action = pair(borough)

    assert reviewed(borough, lease, action) == {}
    assert shown(borough, action)["version"] == 1


def test_it_leaves_no_trace_when_the_slip_is_refused(borough: Borough) -> None:
    lease, action = pair(borough)
    started = action_in_progress(borough)
    dependency_on(borough, lease, started)

    asked = RESCHEDULE.ask(borough, "Omar", on=lease, due_on=AFTER.isoformat())

    assert (asked.status, asked.trace) == (403, 0)
    assert not is_threatened(borough, action)
