"""A rollover and other work on the plan at once: nothing is left open behind, and nobody waits
crosswise.
"""

from collections.abc import Callable
from functools import partial

import pytest

from backend.actions.models import Action, Carriage, Plan
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
