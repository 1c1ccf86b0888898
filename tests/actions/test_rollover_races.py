"""A rollover and other work on the plan at once: nothing is left open behind, and nobody waits
crosswise.
"""

from collections.abc import Callable
from functools import partial
from typing import Any  # handed on as it came

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from backend.actions.models import Action, Carriage, Plan
from backend.actions.operations import convoy
from backend.actions.operations.desk import Desk
from tests.actions.questions import Body
from tests.actions.rolling import Stage, staged
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


def rolling(stage: Stage, *items: Body) -> Callable[[], Answer]:
    body = {"to": str(stage.new.id), "items": list(items)}
    ada = stage.borough.as_("Ada")
    return partial(ada.post, f"/plans/{stage.old.id}/roll-over", body, if_match=tag(1))


def proposing(stage: Stage) -> Callable[[], Answer]:
    body = {"plan": str(stage.old.id), "title": "Light the paths"}
    return partial(stage.borough.as_("Ada").post, "/actions", body)


def nesting(stage: Stage, parent: Action) -> Callable[[], Answer]:
    body = {
        "plan": str(stage.old.id),
        "priority": str(stage.youth.id),
        "parent": str(parent.id),
        "title": "Light the paths",
    }
    return partial(stage.borough.as_("Ada").post, "/actions", body)


def merging(stage: Stage, action: Action, into: Action) -> Callable[[], Answer]:
    body = {"into": str(into.id), "reason": "It is part of the larger one."}
    priya = stage.borough.as_("Priya")
    return partial(priya.post, f"/actions/{action.id}/merge", body, if_match=tag(action.version))


def carrying(stage: Stage, action: Action) -> Callable[[], Answer]:
    body = {"plan": str(stage.new.id), "priority": str(stage.after.id), "reason": "It goes on."}
    priya = stage.borough.as_("Priya")
    return partial(
        priya.post, f"/actions/{action.id}/carry-forward", body, if_match=tag(action.version)
    )


def test_it_leaves_nothing_open_behind(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Ada", "Priya"])
    stages = [staged(knowsley) for _ in range(ROUNDS)]
    told = []
    for stage in stages:
        one, other = stage.live(), stage.live()
        answers = at_once(
            [
                rolling(stage, stage.carry(one), stage.carry(other)),
                proposing(stage),
                carrying(stage, one),
                merging(stage, other, one),
            ]
        )
        told += [answer.status_code for answer in answers]

    rolled = Plan.objects.filter(rolled_over_at__isnull=False)
    assert set(told) <= {200, 201, 409, 412}
    assert not Action.objects.open().filter(plan__in=rolled).exists()


def test_it_merges_two_into_each_other_once(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Priya"])
    stage = staged(knowsley)
    one, other = stage.live(), stage.live()

    answers = at_once([merging(stage, one, other), merging(stage, other, one)])

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert Carriage.objects.count() == 1


def test_it_leaves_nothing_behind_that_was_nested_meanwhile(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proposed after it was asked what is nested, before the action was locked."""
    issue_tokens(knowsley, ["Ada", "Priya"])
    stage = staged(knowsley)
    parent = stage.live()

    def late(*args: Any, **given: Any) -> Desk:
        at_once([nesting(stage, parent)])
        return Desk(*args, **given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(convoy, "Desk", late)
        refused = carrying(stage, parent)()
    carried = carrying(stage, parent)()

    assert (refused.status_code, refused.json()["code"]) == (409, "nesting_changed")
    assert carried.status_code == 200
    assert Action.objects.filter(parent=parent, plan=stage.new).count() == 1


def test_it_leaves_no_nested_action_behind_in_a_crowd(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Ada", "Priya"])
    stage = staged(knowsley)
    parents = [stage.live() for _ in range(ROUNDS)]

    rounds = [at_once([carrying(stage, one), nesting(stage, one)]) for one in parents]

    assert {answers[0].status_code for answers in rounds} <= {200, 409}
    left = Action.objects.open().filter(parent__isnull=False).exclude(plan=F("parent__plan"))
    assert not left.exists()


def test_it_locks_all_actions_at_once(knowsley: Borough) -> None:
    """With what is nested in them: whoever locks in two steps may wait for another crosswise."""
    issue_tokens(knowsley, ["Ada"])
    stage = staged(knowsley)
    parent = stage.live()
    child = stage.live(parent_id=parent.id)
    grandchild = stage.live(parent_id=child.id)

    with CaptureQueriesContext(connection) as captured:
        answer = rolling(stage, stage.carry(parent))()

    locks = [
        one["sql"]
        for one in captured
        if one["sql"].startswith('SELECT "actions_action"') and one["sql"].endswith("FOR UPDATE")
    ]
    assert answer.status_code == 200
    assert all(one.id.hex in locks[0].replace("-", "") for one in (parent, child, grandchild))


def test_it_finds_what_was_carried_while_it_waited(knowsley: Borough) -> None:
    """Whatever comes first, the action to merge into is there: in one plan or in the other."""
    issue_tokens(knowsley, ["Ada", "Priya"])
    stage = staged(knowsley)
    pairs = [(stage.live(), stage.live()) for _ in range(ROUNDS * 2)]

    rounds = [
        at_once([carrying(stage, large), merging(stage, small, large)]) for small, large in pairs
    ]

    assert {answer.status_code for answers in rounds for answer in answers} == {200}
