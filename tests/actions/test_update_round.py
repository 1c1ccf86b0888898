"""The clock's daily round: who is asked for a missing update, who is told of it, and when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any  # operations take what they need

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from backend.actions import operations
from backend.actions.models import Action, UpdateDigest, UpdateRequest
from backend.actions.operations import reporting
from backend.people.operations import appoint
from tests import borough as made
from tests.actions.deeds import DEEDS
from tests.actions.questions import Written
from tests.actions.rounds import (
    ASKED,
    FOUNDED,
    REMINDED,
    SPONSOR_TOLD,
    keep_rhythm,
    on,
    round_on,
    work_round,
)
from tests.actions.subjects import successor_of
from tests.actions.undoing import undone
from tests.borough import ACTION_IN, Borough, action_in_progress

UPDATE = DEEDS["update_action"]
CLOCK = "the clock"
DAY = timedelta(days=1)
MANY = 30
OPENED = Written("update_request.opened", 1, CLOCK)
ASCENDING = '1 ASC FOR UPDATE OF "actions_action"'
TOLD_RHEA = Written("update_digest.made", 1, CLOCK, told=("Rhea",))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(FOUNDED, tick=False):
            knowsley = made.knowsley()
            keep_rhythm(knowsley)
        yield knowsley


@pytest.fixture
def action(borough: Borough) -> Action:
    """In progress since the day everything began, and never reported on."""
    with time_machine.travel(FOUNDED, tick=False):
        return action_in_progress(borough)


def updated(borough: Borough, action: Action, day: date) -> tuple[Written, ...]:
    with on(day):
        asked = UPDATE.ask(replace(borough, tokens={}), on=action)
    assert asked.status == 201
    return asked.written


def rungs(action: Action) -> list[tuple[str, int]]:
    return list(
        UpdateRequest.objects.filter(action=action).order_by("id").values_list("state", "rung")
    )


def test_it_asks_for_what_was_not_reported_in_time(borough: Borough, action: Action) -> None:
    """What is due on a Monday may come until its midnight."""
    assert round_on(borough, ASKED - DAY) == []
    assert round_on(borough, ASKED) == [OPENED, TOLD_RHEA]


def test_it_counts_from_the_latest_update(borough: Borough, action: Action) -> None:
    updated(borough, action, date(2026, 3, 5))
    updated(borough, action, date(2026, 3, 10))

    assert round_on(borough, date(2026, 3, 24)) == []
    assert round_on(borough, date(2026, 3, 25)) == [OPENED, TOLD_RHEA]


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ("proposed", []),
        ("in_progress", [OPENED, TOLD_RHEA]),
        ("at_risk", [OPENED, TOLD_RHEA]),
        ("done", []),
        ("withdrawn", []),
    ],
)
def test_it_asks_only_of_live_actions(borough: Borough, state: str, asked: list[Written]) -> None:
    with time_machine.travel(FOUNDED, tick=False):
        ACTION_IN[state](borough)

    assert round_on(borough, ASKED) == asked


def test_it_asks_nothing_where_there_is_no_rhythm(borough: Borough, action: Action) -> None:
    with on(ASKED):
        keep_rhythm(borough, every=None)
        assert work_round(borough) is False

    assert rungs(action) == []


def test_it_asks_in_each_priority_s_own_rhythm(borough: Borough, action: Action) -> None:
    with time_machine.travel(FOUNDED, tick=False):
        weekly = borough.act(
            "Ada",
            operations.add_priority,
            plan_id=borough.plan.id,
            title="Winter",
            update_every_days=7,
        )
        omar = borough.actor_id("Omar")
        borough.act("Ada", appoint, actor_id=omar, role="sponsor", on_id=weekly.id)
        urgent = borough.act(
            "Omar",
            operations.propose_action,
            plan_id=borough.plan.id,
            title="Grit the roads",
            priority_id=weekly.id,
            lead_id=borough.council.id,
            due_on=date(2026, 12, 1),
        )
        borough.act("Omar", operations.start_action, action_id=urgent.id, version=1)

    assert round_on(borough, date(2026, 3, 10)) == [OPENED, TOLD_RHEA]
    assert (rungs(urgent), rungs(action)) == ([("open", 1)], [])


def test_it_tells_a_lead_once_of_twenty_silent_actions(borough: Borough) -> None:
    with time_machine.travel(FOUNDED, tick=False):
        for place in range(20):
            action_in_progress(borough, title=f"Action {place}")

    written = round_on(borough, ASKED)

    assert written == [OPENED] * 20 + [TOLD_RHEA]
    digest = UpdateDigest.objects.get()
    assert set(digest.requests) == {str(one.id) for one in UpdateRequest.objects.all()}
    assert (digest.owner_id, digest.rung) == (borough.actor_id("Rhea"), 1)


def test_it_reminds_the_lead_and_then_tells_the_sponsor(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)

    early = round_on(borough, REMINDED - DAY)
    reminded = round_on(borough, REMINDED)
    told = round_on(borough, SPONSOR_TOLD)

    assert early == []
    assert reminded == [Written("update_request.climbed", 2, CLOCK), TOLD_RHEA]
    assert told[0] == Written("update_request.climbed", 3, CLOCK)
    assert {one.told for one in told[1:]} == {("Priya",), ("Dev",)}
    assert rungs(action) == [("open", 3)]


def test_it_waits_over_bank_holidays(borough: Borough, action: Action) -> None:
    """Asked on the last of March: Good Friday and Easter Monday are no days to answer on."""
    updated(borough, action, date(2026, 3, 16))
    round_on(borough, date(2026, 3, 31))

    assert round_on(borough, date(2026, 4, 8)) == []
    assert len(round_on(borough, date(2026, 4, 9))) == 2


def test_it_goes_no_further_than_the_sponsor(borough: Borough, action: Action) -> None:
    for day in (ASKED, REMINDED, SPONSOR_TOLD):
        round_on(borough, day)

    assert round_on(borough, date(2026, 6, 1)) == []


@pytest.mark.parametrize("days", [(ASKED,), (ASKED, REMINDED), (ASKED, REMINDED, SPONSOR_TOLD)])
def test_it_does_nothing_twice_on_one_day(
    borough: Borough, action: Action, days: tuple[date, ...]
) -> None:
    first = [round_on(borough, day) for day in days]

    assert all(first)
    assert round_on(borough, days[-1]) == []


def test_it_climbs_one_rung_however_long_it_stood_still(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)

    late = round_on(borough, date(2026, 5, 11))
    next_day = round_on(borough, date(2026, 5, 12))

    assert (len(late), next_day, rungs(action)) == (2, [], [("open", 2)])
    assert round_on(borough, date(2026, 5, 15)) == []
    assert round_on(borough, date(2026, 5, 18)) != []


def test_it_is_content_with_an_answer(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)

    written = updated(borough, action, date(2026, 3, 23))

    assert [one.verb for one in written] == ["action.updated", "update_request.answered"]
    assert [one.by for one in written] == ["Rhea", "Rhea"]
    assert round_on(borough, REMINDED) == []
    assert rungs(action) == [("answered", 1)]


def test_it_asks_again_when_silence_returns(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)
    updated(borough, action, date(2026, 3, 23))

    assert round_on(borough, date(2026, 4, 7)) == [OPENED, TOLD_RHEA]
    assert rungs(action) == [("answered", 1), ("open", 1)]


def test_it_lets_the_request_of_a_closed_action_lapse(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)
    with on(ASKED):
        borough.act(
            "Priya",
            operations.withdraw_action,
            action_id=action.id,
            version=action.version,
            reason="Not funded.",
        )

    assert round_on(borough, ASKED + DAY) == [Written("update_request.lapsed", 2, CLOCK)]
    assert round_on(borough, REMINDED) == []


def move(borough: Borough, action: Action, operation: Any, **given: Any) -> None:
    """As it stands by then."""
    version = Action.objects.get(id=action.id).version
    borough.act("Priya", operation, action_id=action.id, version=version, **given)


def test_it_lets_the_request_of_what_was_carried_on_without_a_priority_lapse(
    borough: Borough, action: Action
) -> None:
    round_on(borough, ASKED)
    with on(ASKED):
        move(borough, action, operations.withdraw_action, reason="Not funded.")
        move(borough, action, operations.reinstate_action, reason="Funded after all.")
        plan = successor_of(borough, borough.plan)
        move(borough, action, operations.carry_action_forward, plan_id=plan.id, reason="Later.")

    assert round_on(borough, ASKED + DAY) == [Written("update_request.lapsed", 2, CLOCK)]


def test_it_lets_requests_lapse_with_their_rhythm(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)
    with on(ASKED):
        keep_rhythm(borough, every=None)

    assert round_on(borough, REMINDED) == [Written("update_request.lapsed", 2, CLOCK)]


def test_it_lets_the_request_of_what_started_anew_lapse(borough: Borough, action: Action) -> None:
    """In time for the next round to ask again, if this life of the action is as silent."""
    round_on(borough, ASKED)
    with on(ASKED):
        move(borough, action, operations.withdraw_action, reason="Not funded.")
        move(borough, action, operations.reinstate_action, reason="Funded after all.")
        move(borough, action, operations.start_action)

    assert round_on(borough, ASKED + DAY) == [Written("update_request.lapsed", 2, CLOCK)]
    assert round_on(borough, date(2026, 3, 31)) == []
    assert round_on(borough, date(2026, 4, 1)) == [OPENED, TOLD_RHEA]


@pytest.mark.parametrize("days", [(ASKED,), (ASKED, REMINDED, SPONSOR_TOLD)])
def test_it_lets_requests_lapse_when_their_rhythm_is_slower(
    borough: Borough, action: Action, days: tuple[date, ...]
) -> None:
    """At whatever rung: an open one would keep the action from being asked for again."""
    for day in days:
        round_on(borough, day)
    with on(days[-1]):
        keep_rhythm(borough, every=60)

    assert round_on(borough, days[-1] + DAY) == [
        Written("update_request.lapsed", 1 + len(days), CLOCK)
    ]
    assert round_on(borough, date(2026, 5, 2)) == [OPENED, TOLD_RHEA]


def test_it_asks_whoever_leads_by_then(borough: Borough, action: Action) -> None:
    round_on(borough, ASKED)
    with on(ASKED):
        borough.act(
            "Priya",
            operations.assign_lead,
            action_id=action.id,
            version=action.version,
            organisation_id=borough.housing.id,
        )

    assert round_on(borough, REMINDED)[1].told == ("Rob",)


def test_it_stops_at_its_limit_and_says_so(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "MOST_AT_ONCE", 2)
    with time_machine.travel(FOUNDED, tick=False):
        for place in range(3):
            action_in_progress(borough, title=f"Action {place}")

    with on(ASKED):
        rounds = [work_round(borough), work_round(borough)]
    with on(REMINDED):
        climbs = [work_round(borough), work_round(borough)]

    assert (rounds, climbs) == ([True, False], [True, False])
    assert sorted(UpdateRequest.objects.values_list("rung", flat=True)) == [2, 2, 2]


def statements(borough: Borough, day: date) -> list[str]:
    with on(day), CaptureQueriesContext(connection) as captured:
        work_round(borough)
    return [one["sql"] for one in captured]


def reads(borough: Borough, day: date) -> int:
    return len([sql for sql in statements(borough, day) if sql.startswith("SELECT")])


def test_it_reads_as_much_for_many_as_for_few(borough: Borough, action: Action) -> None:
    with undone():
        few = [reads(borough, day) for day in (ASKED, REMINDED)]
    many(borough)

    assert [reads(borough, day) for day in (ASKED, REMINDED)] == few


@pytest.mark.postgres
def test_it_takes_as_many_statements_for_many_as_for_few(borough: Borough, action: Action) -> None:
    """That it asks, climbs and lets lapse, with all it tells of that."""
    with undone():
        few = [len(statements(borough, day)) for day in (ASKED, REMINDED, SPONSOR_TOLD)]
        few.append(lapsing(borough))
    many(borough)

    found = [len(statements(borough, day)) for day in (ASKED, REMINDED, SPONSOR_TOLD)]
    found.append(lapsing(borough))

    assert found == few
    assert set(UpdateRequest.objects.values_list("state", "rung")) == {("lapsed", 3)}
    assert UpdateRequest.objects.count() == 1 + MANY


def many(borough: Borough) -> None:
    with time_machine.travel(FOUNDED, tick=False):
        for place in range(MANY):
            action_in_progress(borough, title=f"Action {place}")


def lapsing(borough: Borough) -> int:
    """The statements of a round, once nobody is asked for anything any more."""
    with on(SPONSOR_TOLD):
        keep_rhythm(borough, every=None)
    return len(statements(borough, SPONSOR_TOLD + DAY))


@pytest.mark.postgres
def test_it_locks_all_its_actions_at_once(borough: Borough, action: Action) -> None:
    """Those that climb and those that are asked for: a second lock would reach below the first."""
    with on(date(2026, 3, 10)):
        action_in_progress(borough)
    round_on(borough, ASKED)

    with on(date(2026, 3, 25)), CaptureQueriesContext(connection) as captured:
        work_round(borough)

    locking = [one["sql"] for one in captured if " FOR UPDATE OF " in one["sql"]]
    of_actions = [sql for sql in locking if 'FOR UPDATE OF "actions_action"' in sql]
    assert [sql.rpartition(" ORDER BY ")[2] for sql in of_actions] == [ASCENDING]
    assert locking[0] == of_actions[0]
    assert sorted(UpdateRequest.objects.values_list("rung", flat=True)) == [1, 2]


def test_it_leaves_other_priorities_alone(borough: Borough) -> None:
    with time_machine.travel(FOUNDED, tick=False):
        elsewhere = borough.act(
            "Omar",
            operations.propose_action,
            plan_id=borough.plan.id,
            title="Mend the roads",
            priority_id=borough.roads.id,
            lead_id=borough.council.id,
            due_on=date(2027, 3, 31),
        )
        borough.act("Omar", operations.start_action, action_id=elsewhere.id, version=1)

    assert round_on(borough, ASKED) == []
