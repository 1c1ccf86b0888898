"""The rules by themselves: every one of them, and both sides of every boundary."""

from collections import ChainMap
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any  # a fact is of any type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.actions.confidence import (
    RULES,
    VERSION,
    Facts,
    Rating,
    Rule,
    computed,
    is_more_optimistic,
)
from backend.actions.models import ActionState, Confidence

TODAY = date(2027, 6, 15)
WELL = Facts(
    on=TODAY,
    state=ActionState.IN_PROGRESS,
    due_on=TODAY,
    milestone_due_on=TODAY,
    started_on=TODAY - timedelta(days=100),
    reported_on=TODAY - timedelta(days=7),
    update_every_days=7,
)
AT_RISK = {"state": ActionState.AT_RISK}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("changed", "code", "rag"),
    [
        ({}, "on_track", "green"),
        ({"open_escalations": 1}, "open_escalation", "red"),
        (AT_RISK, "flagged_at_risk", "red"),
        ({"due_on": ago(0)}, "on_track", "green"),
        ({"due_on": ago(1)}, "past_due", "red"),
        ({"due_on": None}, "on_track", "green"),
        ({"milestone_due_on": ago(0)}, "on_track", "green"),
        ({"milestone_due_on": ago(1)}, "milestone_late", "amber"),
        ({"milestone_due_on": ago(28)}, "milestone_late", "amber"),
        ({"milestone_due_on": ago(29)}, "milestone_very_late", "red"),
        ({"milestone_due_on": None}, "on_track", "green"),
        ({"reported_on": ago(8)}, "update_missed", "amber"),
        ({"reported_on": ago(8), "update_every_days": None}, "on_track", "green"),
        ({"reported_on": ago(8), "update_every_days": 8}, "on_track", "green"),
        ({"reported_on": None, "started_on": ago(7)}, "on_track", "green"),
        ({"reported_on": None, "started_on": ago(8)}, "update_missed", "amber"),
        ({"reported_on": None, "started_on": None}, "on_track", "green"),
        ({"threatened": True}, "threatened", "amber"),
    ],
)
def test_it_answers_with_the_rule(changed: dict[str, Any], code: str, rag: str) -> None:
    found = computed(replace(WELL, **changed))

    assert found is not None
    assert (found.code, found.rag) == (code, rag)


ALL_AT_ONCE = replace(
    WELL,
    open_escalations=2,
    state=ActionState.AT_RISK,
    due_on=ago(3),
    milestone_due_on=ago(40),
    reported_on=ago(40),
    threatened=True,
)


# Each settles what the one before leaves to be answered.
SETTLED: list[dict[str, Any]] = [
    {"open_escalations": 0},
    {"state": ActionState.IN_PROGRESS},
    {"due_on": TODAY},
    {"milestone_due_on": ago(28)},
    {"milestone_due_on": None},
    {"reported_on": TODAY},
    {"threatened": False},
]


@pytest.mark.parametrize(
    ("settled", "code"),
    [
        (0, "open_escalation"),
        (1, "flagged_at_risk"),
        (2, "past_due"),
        (3, "milestone_very_late"),
        (4, "milestone_late"),
        (5, "update_missed"),
        (6, "threatened"),
        (7, "on_track"),
    ],
)
def test_it_lets_the_first_that_fires_decide(settled: int, code: str) -> None:
    found = computed(replace(ALL_AT_ONCE, **ChainMap(*SETTLED[:settled][::-1])))

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_rates_live_actions_alone(state: str) -> None:
    assert computed(replace(ALL_AT_ONCE, state=state)) is None


def test_it_names_exactly_what_the_rule_looked_at() -> None:
    found = computed(replace(WELL, milestone_due_on=ago(3)))

    assert found is not None
    assert (found.number, found.version) == (5, VERSION)
    assert found.inputs == {"on": TODAY, "milestone_due_on": ago(3)}


def test_it_names_everything_when_nothing_speaks_against_it() -> None:
    found = computed(WELL)

    assert found is not None
    assert found.inputs.keys() == {one.name for one in fields(Facts)}


def test_it_numbers_its_rules_from_the_worst() -> None:
    assert [rule.number for rule in RULES] == list(range(1, len(RULES) + 1))
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert [rule.rag for rule in RULES] == sorted(
        (rule.rag for rule in RULES), key=[*Confidence].index
    )


DAYS = st.dates(ago(60), TODAY + timedelta(days=60))
ANY_FACTS = st.builds(
    Facts,
    on=DAYS,
    state=st.sampled_from(ActionState),
    due_on=st.none() | DAYS,
    milestone_due_on=st.none() | DAYS,
    started_on=st.none() | DAYS,
    reported_on=st.none() | DAYS,
    update_every_days=st.none() | st.integers(1, 60),
    open_escalations=st.integers(0, 2),
    threatened=st.booleans(),
)


@given(facts=ANY_FACTS)
def test_it_answers_the_same_to_the_same_facts(facts: Facts) -> None:
    once, again = computed(facts), computed(replace(facts))

    assert once == again
    assert (once is None) == (facts.state not in ("in_progress", "at_risk"))


@given(rule=st.sampled_from(RULES), facts=ANY_FACTS, others=ANY_FACTS)
def test_it_looks_at_nothing_it_does_not_name(rule: Rule, facts: Facts, others: Facts) -> None:
    seen = {name: getattr(facts, name) for name in rule.looks_at}

    assert rule.fires(replace(others, **seen)) == rule.fires(facts)


@pytest.mark.parametrize(
    ("declared", "computed_rag", "optimistic"),
    [
        ("green", "green", False),
        ("green", "amber", True),
        ("green", "red", True),
        ("amber", "green", False),
        ("amber", "amber", False),
        ("amber", "red", True),
        ("red", "green", False),
        ("red", "red", False),
        (None, "red", False),
        ("green", None, False),
    ],
)
def test_it_knows_the_more_optimistic(
    declared: Confidence | None, computed_rag: Confidence | None, *, optimistic: bool
) -> None:
    assert is_more_optimistic(declared, computed_rag) is optimistic


def test_it_has_no_divergence_without_a_rating() -> None:
    rating = Rating(None, Confidence.GREEN, datetime(2027, 6, 1, tzinfo=UTC))

    assert (rating.rag, rating.is_divergent) == (None, False)
