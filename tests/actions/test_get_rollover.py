"""What became of each action: told once, with its reason, and adding up whatever happened."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.actions import operations, rollovers
from backend.actions.models import Action, Carriage, Plan
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.actions.rolling import Stage, deputised, item, staged
from tests.actions.subjects import dependency_on, proven_action
from tests.actions.undoing import undone
from tests.borough import DUE, Borough, action_withdrawn, many_actions, with_evidence

EXAMPLES = 100 if settings.get_current_profile_name() == "ci" else 15
DEEDS_DONE = [
    "nothing",
    "carry",
    "merge",
    "withdraw",
    "complete",
    "merge, reinstate",
    "withdraw, reinstate",
]


@pytest.fixture
def stage(borough: Borough) -> Stage:
    return staged(borough)


@pytest.mark.parametrize(
    ("done", "fate"),
    [
        ("nothing", "open"),
        ("carry", "carried"),
        ("merge", "merged"),
        ("withdraw", "closed"),
        ("complete", "closed"),
        ("merge, reinstate", "open"),
        ("withdraw, reinstate", "open"),
    ],
)
def test_it_tells_what_became_of_each(stage: Stage, done: str, fate: str) -> None:
    action = stage.live()
    do(stage, action, done)

    told = stage.told()

    none = dict.fromkeys(("carried", "closed", "merged", "open"), 0)
    goals = told["totals"]
    assert [(one["action"], one["fate"]) for one in told["items"]] == [(str(action.id), fate)]
    assert goals == {"all": 1, **none, fate: 1}


def do(stage: Stage, action: Action, done: str) -> None:
    """By whoever may, one after the other."""
    for step in done.split(", "):
        at = Action.objects.get(id=action.id)
        if step == "carry":
            body = {"plan": str(stage.new.id), "priority": str(stage.after.id), "reason": "On."}
            asked = DEEDS["carry_action_forward"].ask(stage.borough, on=at, body=body)
        elif step == "merge":
            asked = DEEDS["merge_action"].ask(stage.borough, on=at, into=str(stage.goal().id))
        elif step == "complete":
            with_evidence(stage.borough, at)
            asked = DEEDS["complete_action"].ask(stage.borough, on=at)
        elif step in ("withdraw", "reinstate"):
            asked = DEEDS[f"{step}_action"].ask(stage.borough, on=at)
        else:
            continue
        assert asked.status == 200, asked.body


def test_it_tells_the_reason_of_each(stage: Stage) -> None:
    deputised(stage)
    carried, closed, withdrawn, done = (stage.live() for _ in range(4))
    do(stage, withdrawn, "withdraw")
    do(stage, done, "complete")
    stage.roll(stage.carry(carried), item(closed, "close"))

    told = {one["action"]: one["reason"] for one in stage.told()["items"]}

    assert told == {
        str(carried.id): "To carry it.",
        str(closed.id): "To close it.",
        str(withdrawn.id): "The grant it needed was not given.",
        str(done.id): "All five centres are open.",
    }


def test_it_tells_why_it_was_closed_whatever_was_recorded_since(stage: Stage) -> None:
    late = stage.live(due_on=DUE + timedelta(days=90))
    action = stage.live()
    dependency_on(stage.borough, late, action)
    do(stage, action, "withdraw, reinstate")
    DEEDS["withdraw_action"].ask(
        stage.borough, on=Action.objects.get(id=action.id), reason="It is not wanted any more."
    )

    told = {one["action"]: one["reason"] for one in stage.told()["items"]}

    last = Entry.objects.filter(subject_id=action.id).latest("index")
    assert last.verb == "action.threat_lifted"
    assert told[str(action.id)] == "It is not wanted any more."


def test_it_shows_so_many_and_counts_all(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    actions = [stage.live() for _ in range(5)]
    for action, done in zip(
        actions, ("nothing", "carry", "merge", "withdraw", "complete"), strict=True
    ):
        do(stage, action, done)
    monkeypatch.setattr(rollovers, "SHOWN", 4)

    told = stage.told()

    fates = [one["fate"] for one in told["items"]]
    assert fates == ["open", "carried", "merged", "closed"]
    assert told["totals"] == {"all": 5, "carried": 1, "closed": 2, "merged": 1, "open": 1}


def test_it_counts_nothing_closed_before_there_was_a_successor(borough: Borough) -> None:
    action_withdrawn(borough)
    proven_action(borough)

    told = read(borough, "Pat", f"/plans/{borough.plan.id}/rollover")

    assert told["totals"] == {"all": 1, "carried": 0, "closed": 0, "merged": 0, "open": 1}


@pytest.fixture(scope="module")
def hall(founded: Borough) -> Iterator[Borough]:
    with undone():
        borough = replace(founded, tokens={})
        for name in ("Ada", "Priya", "Pat"):
            borough.as_(name)
        yield borough


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(st.sampled_from(DEEDS_DONE), max_size=5), at_once=st.booleans())
def test_it_always_adds_up(hall: Borough, db: None, deeds: list[str], at_once: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    stage = staged(hall)
    actions = [stage.live() for _ in deeds]
    for action, done in zip(actions, deeds, strict=True):
        do(stage, action, done)
    if at_once:
        left = Action.objects.open().filter(plan=stage.old)
        assert stage.roll(*map(stage.carry, left)).status == 200

    totals = stage.told()["totals"]

    assert totals["all"] == len(actions)
    assert totals["all"] == sum(totals[name] for name in ("carried", "closed", "merged", "open"))
    assert totals == bare_count(stage)


def bare_count(stage: Stage) -> dict[str, int]:
    """From the rows alone: where each stands, and what was last said of it."""
    here = Action.objects.filter(plan=stage.old)
    still = here.exclude(state__in=["done", "withdrawn"]).count()
    carried = Carriage.objects.filter(from_plan=stage.old, outturn="carried").count()
    merged = Carriage.objects.filter(
        from_plan=stage.old, outturn="merged", action__state="withdrawn"
    ).count()
    closed = here.filter(state__in=["done", "withdrawn"]).count() - merged
    counts = {"carried": carried, "closed": closed, "merged": merged, "open": still}
    return {"all": sum(counts.values()), **counts}


def cost(borough: Borough, who: str, plan: Plan) -> int:
    borough.as_(who)
    with CaptureQueriesContext(connection) as captured:
        read(borough, who, f"/plans/{plan.id}/rollover")
    return len(captured)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_reads_no_more_for_more_actions(stage: Stage, who: str) -> None:
    filled(stage, 1)
    one = cost(stage.borough, who, stage.old)
    filled(stage, 60)

    assert cost(stage.borough, who, stage.old) == one
    assert one <= 12


def filled(stage: Stage, count: int) -> None:
    """So many of each fate."""
    old = {"plan": stage.old, "priority": stage.youth}
    many_actions(stage.borough, count * 3, **old)
    free = Action.objects.open().filter(plan=stage.old).order_by("id")
    with unit_of_work(by=stage.borough.who("Priya"), at=now()) as unit:
        for action in free[:count]:
            operations.withdraw_action(unit, action_id=action.id, version=1, reason="Not funded.")
        for action in free[:count]:
            operations.carry_action_forward(
                unit,
                action_id=action.id,
                version=1,
                plan_id=stage.new.id,
                priority_id=stage.after.id,
                reason="It goes on.",
            )


def test_it_hides_the_plan_of_another_partnership(stage: Stage) -> None:
    answer = stage.borough.as_("Olga").get(f"/plans/{stage.old.id}/rollover")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
