from typing import Any  # bodies are JSON

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, Carriage, Plan
from backend.audit.models import Entry
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, GUARDED, HIDDEN, MALFORMED, STALE, WRONG_STATE, Asked
from tests.actions.rolling import ROLL, Stage, deputised, item, staged
from tests.actions.subjects import dependency_on
from tests.borough import Borough, tag

# Statements for each item more. PostgreSQL saves the actions of an outturn together as well.
GROWTH = 1


@pytest.fixture
def stage(borough: Borough) -> Stage:
    return staged(borough)


def refused(stage: Stage, *items: dict[str, Any], who: str = "Ada") -> list[tuple[int, int, str]]:
    """Of each refused item: where it stands, and what it alone would have been answered."""
    asked = stage.roll(*items, who=who)
    assert asked.refusal == (409, "bulk_refused", 0)
    return told_of(asked)


def told_of(asked: Asked) -> list[tuple[int, int, str]]:
    results = asked.body["results"]
    return [(one["index"], one["problem"]["status"], one["problem"]["code"]) for one in results]


def test_it_rolls_over_and_is_recorded(stage: Stage) -> None:
    action = stage.live()

    asked = stage.roll(stage.carry(action))

    assert asked.status == 200
    assert asked.body["rolled_over_at"] is not None
    verbs = [(one.verb, one.by) for one in asked.written]
    assert verbs == [
        ("action.carried_forward", "Ada"),
        ("action.accounted_for", "Ada"),
        ("plan.rolled_over", "Ada"),
    ]
    assert asked.written[2].told == ("Priya",)


def test_it_does_each_as_it_is_asked(stage: Stage) -> None:
    deputised(stage)
    carried, merged, closed, into = stage.live(), stage.live(), stage.proposed(), stage.goal()

    asked = stage.roll(
        stage.carry(carried), item(merged, "merge", into=str(into.id)), item(closed, "close")
    )

    assert asked.status == 200
    outturns = dict(Carriage.objects.values_list("action_id", "outturn"))
    assert outturns == {carried.id: "carried", merged.id: "merged", closed.id: "closed"}
    states = dict(Action.objects.filter(id__in=outturns).values_list("id", "state"))
    assert states == {carried.id: "in_progress", merged.id: "withdrawn", closed.id: "withdrawn"}


def test_it_does_it_all_in_one_unit(stage: Stage) -> None:
    size = Entry.objects.count()
    actions = [stage.live(), stage.proposed()]
    before = Entry.objects.count()

    stage.roll(*map(stage.carry, actions))

    causes = set(Entry.objects.order_by("index")[before:].values_list("cause", flat=True))
    assert before > size
    assert len(causes) == 1


def test_it_closes_and_merges_nothing_that_is_the_sponsor_s(stage: Stage) -> None:
    carried, merged, closed = stage.live(), stage.live(), stage.proposed()

    found = refused(
        stage,
        item(merged, "merge", into=str(stage.goal().id)),
        stage.carry(carried),
        item(closed, "close"),
    )

    assert found == [
        (0, 403, "permission_denied"),
        (2, 403, "permission_denied"),
    ]


def test_it_tells_of_every_item_what_it_alone_is_told(stage: Stage) -> None:
    stale, bare, foreign, done = (stage.live() for _ in range(4))
    DEEDS["withdraw_action"].ask(stage.borough, on=done)

    asked = stage.roll(
        {**stage.carry(stale), "version": 9},
        item(bare, "carry"),
        stage.carry(foreign, priority=str(stage.youth.id)),
        stage.carry(done),
    )

    told = [one["problem"] for one in asked.body["results"]]
    assert told_of(asked) == [
        (0, 412, "precondition_failed"),
        (1, 409, "transition_guard_failed"),
        (2, 400, "validation_error"),
        (3, 409, "transition_not_allowed"),
    ]
    assert told[1]["unmet"][0]["code"] == "priority_missing"
    assert told[2]["errors"][0]["pointer"] == "#/items/2/priority"


def test_it_is_all_or_nothing(stage: Stage) -> None:
    good, bad = stage.live(), stage.live()

    stage.roll(stage.carry(good), item(bad, "carry"))

    assert Action.objects.get(id=good.id).plan_id == stage.old.id
    assert not Carriage.objects.exists()


def test_it_leaves_no_action_open(stage: Stage) -> None:
    stage.live()
    stage.proposed()

    asked = stage.roll(stage.carry(stage.live()))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["open_actions_left"])
    assert "2" in asked.body["unmet"][0]["detail"]


def test_it_takes_nested_actions_before_what_holds_them(stage: Stage) -> None:
    deputised(stage)
    parent = stage.live()
    child = stage.live(parent_id=parent.id)
    grandchild = stage.live(parent_id=child.id)

    asked = stage.roll(
        stage.carry(parent),
        item(child, "merge", into=str(stage.goal().id)),
        item(grandchild, "close"),
    )

    assert asked.status == 200


def test_it_closes_what_the_carried_leave_behind(stage: Stage) -> None:
    deputised(stage)
    parent = stage.live()
    child = stage.live(parent_id=parent.id)

    asked = stage.roll(item(parent, "close"), stage.carry(child))

    assert asked.status == 200
    assert Action.objects.get(id=child.id).parent_id is None


def test_it_closes_nothing_that_holds_open_work(stage: Stage) -> None:
    deputised(stage)
    parent = stage.live()
    stage.live(parent_id=parent.id)

    assert refused(stage, item(parent, "close")) == [(0, 409, "transition_guard_failed")]


def test_it_keeps_together_what_goes_together(stage: Stage) -> None:
    parent = stage.live()
    child = stage.live(parent_id=parent.id)

    stage.roll(stage.carry(child), stage.carry(parent))

    assert Action.objects.get(id=child.id).parent_id == parent.id


def test_it_closes_nothing_twice(stage: Stage) -> None:
    """Else what was said of it would be said anew: merged would become closed."""
    deputised(stage)
    merged = stage.live()
    DEEDS["merge_action"].ask(stage.borough, on=merged, into=str(stage.goal().id))

    found = refused(stage, item(merged, "close"))

    assert found == [(0, 409, WRONG_STATE[1])]
    assert Carriage.objects.get(action=merged).outturn == "merged"


def test_it_minds_no_mark_of_danger_that_it_makes_itself(stage: Stage) -> None:
    deputised(stage)
    lease, centre, opening = (stage.live() for _ in range(3))
    dependency_on(stage.borough, lease, centre)
    dependency_on(stage.borough, lease, opening)

    asked = stage.roll(item(lease, "close"), item(centre, "close"), stage.carry(opening))

    assert asked.status == 200
    assert Action.objects.get(id=opening.id).threatened_at is not None
    assert Action.objects.get(id=centre.id).threatened_at is None


def test_it_merges_into_what_it_carries(stage: Stage) -> None:
    deputised(stage)
    small, large = stage.live(), stage.live()

    asked = stage.roll(item(small, "merge", into=str(large.id)), stage.carry(large))

    assert asked.status == 200
    assert Carriage.objects.get(action=small).to_plan_id == stage.new.id


def test_it_merges_into_nothing_that_it_closes_before(stage: Stage) -> None:
    deputised(stage)
    small, large = stage.live(), stage.live()

    found = refused(stage, item(large, "close"), item(small, "merge", into=str(large.id)))

    assert found == [(1, 409, "merged_into_closed")]


@pytest.mark.parametrize("outturn", ["carry", "merge", "close"])
def test_it_takes_few_statements_more_for_each(stage: Stage, outturn: str) -> None:
    few, many = (cost(staged(stage.borough), outturn, count) for count in (2, 12))

    assert (many - few) / 10 <= GROWTH


def cost(stage: Stage, outturn: str, count: int) -> int:
    deputised(stage)
    into = {"into": str(stage.goal().id)} if outturn == "merge" else {}
    given = {"priority": str(stage.after.id)} if outturn == "carry" else into
    items = [item(stage.live(), outturn, **given) for _ in range(count)]
    ada, body = stage.borough.as_("Ada"), {"to": str(stage.new.id), "items": items}
    with CaptureQueriesContext(connection) as captured:
        answer = ada.post(f"/plans/{stage.old.id}/roll-over", body, if_match=tag(1))
    assert answer.status_code == 200
    return len(captured)


def test_it_takes_along_what_is_not_named(stage: Stage) -> None:
    parent = stage.live()
    child = stage.live(parent_id=parent.id)

    asked = stage.roll(stage.carry(parent))

    assert asked.status == 200
    assert Action.objects.get(id=child.id).plan_id == stage.new.id


def test_it_lets_sponsors_see_to_theirs_before(stage: Stage) -> None:
    merged, withdrawn = stage.live(), stage.live()
    DEEDS["merge_action"].ask(stage.borough, on=merged, into=str(stage.goal().id))
    DEEDS["withdraw_action"].ask(stage.borough, on=withdrawn)

    assert stage.roll().status == 200


def test_it_rolls_over_once(stage: Stage) -> None:
    stage.roll()

    assert stage.roll().refusal == (409, "plan_rolled_over", 0)


def test_it_lets_nothing_be_proposed_afterwards(stage: Stage) -> None:
    stage.roll()

    propose = DEEDS["propose_action"]
    body = {"plan": str(stage.old.id), "title": "Light the paths"}
    old = propose.ask(stage.borough, "Ada", body=body)
    new = propose.ask(stage.borough, "Ada", body={**body, "plan": str(stage.new.id)})

    assert old.refusal == (409, "plan_rolled_over", 0)
    assert new.status == 201


def test_it_goes_to_a_plan_that_succeeds(stage: Stage) -> None:
    body = {"to": str(stage.borough.plan.id), "items": []}

    asked = ROLL.ask(stage.borough, on=stage.old, body=body)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/to"])


def test_it_names_each_action_once_and_where_it_is_merged(stage: Stage) -> None:
    action = stage.live()

    asked = stage.roll(stage.carry(action), item(action, "merge"))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/items/1/action", "#/items/1/into"]


def test_it_names_actions_of_that_plan(stage: Stage) -> None:
    asked = stage.roll(stage.carry(stage.goal()))

    assert asked.refusal == (409, "bulk_refused", 0)
    assert asked.body["results"][0]["problem"]["errors"][0]["pointer"] == "#/items/0/action"


def test_it_takes_five_hundred_at_most(stage: Stage) -> None:
    asked = stage.roll(*[stage.carry(stage.live())] * 501)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/items"])


def test_it_tells_of_the_shape_before_the_version(stage: Stage) -> None:
    action = stage.live()

    asked = stage.roll(stage.carry(action), stage.carry(action), version=7)

    assert (asked.refusal, asked.body["errors"][0]["code"]) == (MALFORMED, "repeated")


def test_it_hides_what_you_cannot_see(stage: Stage) -> None:
    assert stage.roll(who="Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Rhea", "Tracker", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(stage: Stage, who: str) -> None:
    assert stage.roll(who=who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(stage: Stage) -> None:
    assert stage.roll(version=7).refusal == STALE
    assert Plan.objects.get(id=stage.old.id).rolled_over_at is None
