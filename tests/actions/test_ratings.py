"""What the rules say of a row in Python is what they say of it in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.actions.confidence import RULES, UPDATE_MISSED, computed
from backend.actions.models import (
    LIVE,
    Action,
    ActionState,
    Confidence,
    Milestone,
    MilestoneState,
    Priority,
    Update,
    UpdateRequest,
)
from backend.actions.ratings import facts_of, rate, with_facts, with_ratings
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from tests.actions.rounds import round_on
from tests.actions.undoing import undone
from tests.borough import Borough, action_in_progress, many_actions

EXAMPLES = 300 if settings.get_current_profile_name() == "ci" else 40
# In summer, so that a day in London is not a day in UTC.
TODAY: Final = date(2027, 6, 15)
OVER: Final = timedelta(days=40)


@dataclass(frozen=True)
class Step:
    due_on: date
    mandatory: bool
    state: MilestoneState


@dataclass(frozen=True)
class Report:
    reported_at: datetime
    confidence: Confidence


@dataclass(frozen=True)
class Told:
    """One action and all that the rules look at."""

    state: ActionState
    due_on: date
    rhythm: int | None
    started_at: datetime | None
    escalations: int
    threatened: bool
    steps: tuple[Step, ...]
    reports: tuple[Report, ...]


# Dense where the rules turn: today, a rhythm ago, four weeks ago.
DAYS = st.sampled_from([0, 1, 2, 6, 7, 8, 27, 28, 29, 30]).map(
    lambda days: TODAY - timedelta(days=days)
) | st.dates(TODAY - OVER, TODAY + OVER)
MOMENTS = st.builds(
    datetime.combine,
    DAYS,
    st.sampled_from([time(9), time(22, 59, 59), time(23), time(23, 30), time(0)]),
    st.just(UTC),
)
TOLD = st.builds(
    Told,
    state=st.sampled_from([*ActionState, *LIVE, *LIVE]),
    due_on=DAYS | st.just(TODAY + OVER),
    rhythm=st.none() | st.sampled_from([1, 7, 28]),
    started_at=st.none() | MOMENTS,
    escalations=st.sampled_from([0, 0, 0, 1, 2]),
    threatened=st.sampled_from([False, False, True]),
    steps=st.lists(
        st.builds(Step, DAYS, st.booleans(), st.sampled_from(MilestoneState)), max_size=3
    ).map(tuple),
    reports=st.lists(st.builds(Report, MOMENTS, st.sampled_from(Confidence)), max_size=3).map(
        tuple
    ),
)


def recorded(unit: Unit, borough: Borough, told: Told) -> Action:
    owned = {"partnership": borough.partnership, "plan": borough.plan}
    priority = unit.record(
        "priority.added", Priority(**owned, title="Youth", update_every_days=told.rhythm)
    )
    at_risk = {"risk_cause": "data", "recovery_expected_on": TODAY}
    action = unit.record(
        "action.proposed",
        Action(
            **owned,
            title="Open five youth centres",
            priority=priority,
            lead=borough.council,
            state=told.state,
            due_on=told.due_on,
            original_due_on=told.due_on,
            started_at=told.started_at,
            open_escalations=told.escalations,
            threatened_at=now() if told.threatened else None,
            **(at_risk if told.state == ActionState.AT_RISK else {}),
        ),
    )
    for step in told.steps:
        unit.record("milestone.added", _milestone(borough, action, step))
    for report in told.reports:
        unit.record("action.updated", _update(borough, action, report))
    return action


def _milestone(borough: Borough, action: Action, step: Step) -> Milestone:
    return Milestone(
        partnership=borough.partnership,
        action=action,
        title="First centre opens",
        due=step.due_on.isoformat(),
        due_on=step.due_on,
        mandatory=step.mandatory,
        state=step.state,
    )


def _update(borough: Borough, action: Action, report: Report) -> Update:
    return Update(
        partnership=borough.partnership,
        action=action,
        author_id=borough.actor_id("Rhea"),
        narrative="Three of five.",
        percent_complete=60,
        confidence=report.confidence,
        reported_at=report.reported_at,
    )


def all_recorded(borough: Borough, told: list[Told]) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for one in told:
            recorded(unit, borough, one)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(TOLD, min_size=1, max_size=4))
def test_it_says_in_sql_what_it_says_in_python(borough: Borough, told: list[Told]) -> None:
    with undone():
        all_recorded(borough, told)
        rows = with_ratings(Action.objects.order_by("id"), on=TODAY)

        by_rule = {rule.code: set(rows.filter(rule.where(TODAY), state__in=LIVE)) for rule in RULES}
        found = rows.annotate(number=F("fired"), rosy=F("divergent"))
        in_sql = {pk: said for pk, *said in found.values_list("pk", "number", "rosy")}

        actions = list(Action.objects.order_by("id"))
        rate(actions, on=TODAY)
        live = [action for action in actions if action.state in LIVE]
        facts = {action: facts_of(action, on=TODAY) for action in live}

    assert by_rule == {
        rule.code: {action for action in live if rule.fires(facts[action])} for rule in RULES
    }
    assert in_sql == {action.pk: answer(action) for action in actions}


def answer(action: Action) -> list[int | bool | None]:
    rating = action.rating  # type: ignore[attr-defined]  # as `rate` leaves it
    return [rating.computed.number if rating.computed else None, rating.is_divergent]


@settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(TOLD, min_size=1, max_size=4))
def test_it_rates_alike_whoever_brings_the_facts(borough: Borough, told: list[Told]) -> None:
    with undone():
        all_recorded(borough, told)
        bare, complete = Action.objects.order_by("id"), with_facts(Action.objects.order_by("id"))

        ratings = []
        for rows in (list(bare), list(complete)):
            rate(rows, on=TODAY)
            ratings.append([row.rating for row in rows])  # type: ignore[attr-defined]  # likewise

    assert ratings[0] == ratings[1]


@settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.lists(TOLD, min_size=1, max_size=4))
def test_it_misses_the_very_updates_the_clock_asks_for(borough: Borough, told: list[Told]) -> None:
    with undone():
        all_recorded(borough, told)
        live = Action.objects.filter(state__in=LIVE).order_by("id")
        missed = {one.id for one in live if UPDATE_MISSED.fires(facts_of(one, on=TODAY))}

        round_on(borough, TODAY)
        asked = set(UpdateRequest.objects.values_list("action_id", flat=True))

    assert asked == missed


def test_it_takes_the_facts_of_a_page_in_one_statement(borough: Borough) -> None:
    many_actions(borough, 30, state=ActionState.IN_PROGRESS)
    actions = list(Action.objects.all())

    with CaptureQueriesContext(connection) as captured:
        rate(actions, on=TODAY)

    assert len(captured) == 1
    assert len({action.rating for action in actions}) == len({one.due_on for one in actions})  # type: ignore[attr-defined]  # likewise


def test_it_asks_nothing_where_the_rows_bring_their_facts(borough: Borough) -> None:
    many_actions(borough, 3)
    actions = list(with_facts(Action.objects.all()))

    with CaptureQueriesContext(connection) as captured:
        rate(actions, on=TODAY)

    assert len(captured) == 0


@pytest.mark.parametrize(
    ("reported_at", "day"),
    [("2027-06-14T22:59:59+00:00", 14), ("2027-06-14T23:00:00+00:00", 15)],
)
def test_it_counts_the_days_of_london(borough: Borough, reported_at: str, day: int) -> None:
    action = action_in_progress(borough)
    report = Report(datetime.fromisoformat(reported_at), Confidence.GREEN)
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        unit.record("action.updated", _update(borough, action, report))

    facts = facts_of(action, on=TODAY)

    assert facts.reported_on == date(2027, 6, day)
    assert computed(facts) is not None
