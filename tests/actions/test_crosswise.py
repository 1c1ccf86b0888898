"""Different operations on the same rows at once: nobody waits in a ring, nothing slips through.

A deadlock would not be refused: PostgreSQL ends one of the two, and the call here raises.
"""

from functools import partial

import pytest

from backend.actions import operations
from backend.actions.models import Action, Plan
from tests.actions.rolling import staged
from tests.actions.subjects import dependency_on
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Borough, proposed_action, tag

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 12
WHY = {"reason": "The grant it needed was not given."}


def test_it_brings_nothing_back_while_the_plan_is_rolled_over(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Ada", "Priya"])
    for stage in [staged(knowsley) for _ in range(ROUNDS)]:
        action = stage.live()
        gone = knowsley.act(
            "Priya", operations.withdraw_action, action_id=action.id, version=action.version, **WHY
        ).action
        rolling = {"to": str(stage.new.id), "items": []}
        at_once(
            [
                partial(
                    knowsley.as_("Ada").post,
                    f"/plans/{stage.old.id}/roll-over",
                    rolling,
                    if_match=tag(1),
                ),
                partial(
                    knowsley.as_("Priya").post,
                    f"/actions/{gone.id}/reinstate",
                    WHY,
                    if_match=tag(gone.version),
                ),
            ]
        )

    rolled = Plan.objects.filter(rolled_over_at__isnull=False)
    assert not Action.objects.open().filter(plan__in=rolled).exists()


def test_it_accepts_a_request_while_a_bulk_moves_what_waits(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Priya", "Dev"])
    for _ in range(ROUNDS):
        # Made first, so that its id is the lower one.
        successor = proposed_action(knowsley)
        action = proposed_action(knowsley, title="Sign the lease")
        dependency_on(knowsley, action, successor)
        request = knowsley.act(
            "Rhea",
            operations.ask_for_transition,
            action_id=action.id,
            version=1,
            operation="withdraw_action",
            inputs=WHY,
            note="Our board decided on Monday.",
        )
        items = [
            {"operation": "withdraw_action", "action": str(one.id), "version": 1, "inputs": WHY}
            for one in (successor, action)
        ]

        answers = at_once(
            [
                partial(
                    knowsley.as_("Priya").post,
                    f"/requests/{request.id}/accept",
                    {},
                    if_match=tag(1),
                ),
                partial(
                    knowsley.as_("Dev").post,
                    "/action-transitions",
                    {"mode": "each", "items": items},
                ),
            ]
        )

        assert {answer.status_code for answer in answers} <= {200, 409, 412}
        assert Action.objects.get(id=action.id).state == "withdrawn"


def test_it_proposes_under_what_is_being_transferred(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Ada", "Priya"])
    for _ in range(ROUNDS):
        parent = proposed_action(knowsley)
        nested = {
            "plan": str(knowsley.plan.id),
            "title": "Open the first",
            "priority": str(knowsley.roads.id),
            "parent": str(parent.id),
            "lead": str(knowsley.council.id),
        }
        to = {"priority": str(knowsley.roads.id), "reason": "It is about roads."}

        answers = at_once(
            [
                partial(knowsley.as_("Ada").post, "/actions", nested),
                partial(
                    knowsley.as_("Priya").post,
                    f"/actions/{parent.id}/transfer",
                    to,
                    if_match=tag(1),
                ),
            ]
        )

        assert [answer.status_code for answer in answers] == [201, 200]
