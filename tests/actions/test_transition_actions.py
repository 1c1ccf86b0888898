"""Many moves in one request: judged as each alone, one by one or all together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.actions import operations
from backend.actions.models import Action
from tests.actions.deeds import DEEDS
from tests.actions.questions import MALFORMED, Asked, Body, Written, read, request
from tests.borough import (
    Borough,
    action_at_risk,
    action_done,
    action_in_progress,
    bare_action,
    escalated,
    many_actions,
    proposed_action,
    with_evidence,
)

STATEMENT = {"statement": "All five are open."}
NOBODY_S = "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"
WHY = {"reason": "The grant it needed was not given."}


def item(operation: str, action: Action, inputs: Body | None = None) -> Body:
    told = {"inputs": inputs} if inputs else {}
    return {
        "operation": operation,
        "action": str(action.id),
        "version": action.version,
        **told,
    }


def bulk(
    borough: Borough, *items: Body, mode: str = "each", who: str = "Priya", query: str = ""
) -> Asked:
    body = {"mode": mode, "items": list(items)}
    return request(borough, who, "post", f"/action-transitions{query}", body)


def outcomes(asked: Asked) -> list[tuple[int, str, str | None]]:
    return [
        (row["status"], row["outcome"], (row["problem"] or {}).get("code"))
        for row in asked.body["results"]
    ]


def test_it_moves_each_and_is_recorded(borough: Borough) -> None:
    first, second = proposed_action(borough), action_in_progress(borough)

    asked = bulk(borough, item("start_action", first), item("withdraw_action", second, WHY))

    assert outcomes(asked) == [(200, "changed", None), (200, "changed", None)]
    assert asked.written == (
        Written("action.started", 2, "Priya", told=("Rhea",)),
        Written("action.withdrawn", 3, "Priya", told=("Rhea",), given=WHY),
    )
    assert [row["version"] for row in asked.body["results"]] == [2, 3]
    assert read(borough, "Pat", f"/actions/{first.id}")["state"] == "in_progress"


def test_it_says_of_each_what_became_of_it(borough: Borough) -> None:
    asked = bulk(
        borough,
        item("start_action", proposed_action(borough)),
        item("start_action", action_in_progress(borough)),
        item("start_action", action_at_risk(borough)),
        item("start_action", bare_action(borough)),
        item("start_action", proposed_action(borough, due_on=None)),
        {**item("start_action", proposed_action(borough)), "version": 7},
        {**item("start_action", proposed_action(borough)), "action": NOBODY_S},
    )

    assert outcomes(asked) == [
        (200, "changed", None),
        (200, "unchanged", None),
        (409, "refused", "transition_not_allowed"),
        (403, "refused", "permission_denied"),
        (409, "refused", "transition_guard_failed"),
        (412, "refused", "precondition_failed"),
        (404, "refused", "not_found"),
    ]
    assert asked.body["counts"] == {"changed": 1, "unchanged": 1, "refused": 5}
    assert [one.verb for one in asked.written] == ["action.started"]


def test_it_gives_the_problem_that_the_move_alone_would(borough: Borough) -> None:
    action = escalated(borough, action_at_risk(borough))
    alone = DEEDS["recover_action"].ask(borough, on=action)

    asked = bulk(borough, item("recover_action", action, {"what_changed": "They are filled."}))

    found = asked.body["results"][0]["problem"]
    same = ("type", "title", "status", "code", "detail", "unmet")
    assert {name: found[name] for name in same} == {name: alone.body[name] for name in same}


def test_it_does_all_or_nothing(borough: Borough) -> None:
    asked = bulk(
        borough,
        item("start_action", proposed_action(borough)),
        item("start_action", action_at_risk(borough)),
        item("start_action", proposed_action(borough, lead_id=None)),
        mode="atomic",
    )

    assert asked.refusal == (409, "bulk_refused", 0)
    assert [(row["index"], row["problem"]["code"]) for row in asked.body["results"]] == [
        (1, "transition_not_allowed"),
        (2, "transition_guard_failed"),
    ]


def test_it_does_all_when_none_is_refused(borough: Borough) -> None:
    items = [item("start_action", proposed_action(borough)) for _ in range(3)]

    asked = bulk(borough, *items, mode="atomic")

    assert asked.body["counts"] == {"changed": 3, "unchanged": 0, "refused": 0}
    assert len(asked.written) == 3


def nested(borough: Borough) -> tuple[Action, Action]:
    parent = action_in_progress(borough)
    child = proposed_action(borough, parent_id=parent.id, title="Open the first")
    return parent, child


def test_it_judges_each_by_what_those_before_it_left(borough: Borough) -> None:
    parent, child = nested(borough)

    asked = bulk(
        borough,
        item("withdraw_action", child, WHY),
        item("withdraw_action", parent, WHY),
        mode="atomic",
    )

    assert asked.body["counts"]["changed"] == 2


def test_it_keeps_the_order_it_was_given(borough: Borough) -> None:
    parent, child = nested(borough)

    asked = bulk(borough, item("withdraw_action", parent, WHY), item("withdraw_action", child, WHY))

    assert outcomes(asked) == [
        (409, "refused", "transition_guard_failed"),
        (200, "changed", None),
    ]


def test_it_sees_a_child_come_back(borough: Borough) -> None:
    parent = action_in_progress(borough)
    with_evidence(borough, parent)
    child = proposed_action(borough, parent_id=parent.id, title="Open the first")
    borough.act(
        "Priya", operations.withdraw_action, action_id=child.id, version=1, reason="Not funded."
    )
    child.refresh_from_db()

    asked = bulk(
        borough, item("reinstate_action", child, WHY), item("complete_action", parent, STATEMENT)
    )

    assert asked.body["results"][1]["problem"]["unmet"][0]["code"] == "open_child_actions"


def test_it_rehearses_without_a_trace(borough: Borough) -> None:
    items = [item("start_action", proposed_action(borough)) for _ in range(2)]

    tried = bulk(borough, *items, query="?dry_run=true")
    done = bulk(borough, *items)

    assert tried.trace == 0
    assert tried.body == done.body


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"operation": "assign_lead"}, ["#/items/1/operation"]),
        ({"version": "7"}, ["#/items/1/version"]),
        ({"version": 0}, ["#/items/1/version"]),
        ({"action": "first"}, ["#/items/1/action"]),
        ({"inputs": {"reason": "Why"}}, ["#/items/1/inputs/reason"]),
        ({"reason": "Why"}, ["#/items/1/reason"]),
    ],
)
def test_it_refuses_the_whole_when_one_is_misshapen(
    borough: Borough, changed: Body, pointers: list[str]
) -> None:
    good = item("start_action", proposed_action(borough))
    bad = {**item("start_action", proposed_action(borough)), **changed}

    asked = bulk(borough, good, bad)

    assert asked.refusal == MALFORMED
    assert asked.pointers == pointers


def test_it_takes_each_action_once(borough: Borough) -> None:
    action = proposed_action(borough)

    asked = bulk(borough, item("start_action", action), item("withdraw_action", action, WHY))

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/items/1/action"]


@pytest.mark.parametrize("count", [0, 501])
def test_it_takes_one_to_five_hundred(borough: Borough, count: int) -> None:
    one = item("start_action", proposed_action(borough))

    asked = bulk(borough, *[one] * count)

    assert asked.refusal == MALFORMED
    assert asked.pointers[0] == "#/items"


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = bulk(borough, item("start_action", proposed_action(borough)), who="Olga")

    assert outcomes(asked) == [(404, "refused", "not_found")]
    assert asked.trace == 0


def test_it_forbids_what_you_may_see_but_not_do(borough: Borough) -> None:
    asked = bulk(borough, item("start_action", proposed_action(borough)), who="Pat")

    assert outcomes(asked) == [(403, "refused", "permission_denied")]
    assert asked.trace == 0


def test_it_asks_for_the_scope_of_a_move(borough: Borough) -> None:
    secret = borough.token("Priya", frozenset({"actions:read", "actions:write"}))
    borough.tokens["Priya"] = secret

    asked = bulk(borough, item("start_action", proposed_action(borough)))

    assert asked.refusal == (403, "insufficient_scope", 0)


def statements(borough: Borough, count: int) -> list[str]:
    many_actions(borough, count, state="proposed")
    found = Action.objects.filter(state="proposed").order_by("-id")[:count]
    items = [item("start_action", one) for one in found]
    caller = borough.as_("Priya")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = caller.post("/action-transitions", {"mode": "atomic", "items": items})
    assert answer.json()["counts"]["changed"] == count
    return [one["sql"] for one in captured.captured_queries]


@pytest.mark.postgres
def test_it_asks_the_database_no_more_for_five_hundred_than_for_fifty(borough: Borough) -> None:
    fifty, all_of_them = statements(borough, 50), statements(borough, 500)

    assert len(fifty) == len(all_of_them)
    locks = [sql for sql in all_of_them if 'FROM "audit_log"' in sql and "FOR NO KEY UPDATE" in sql]
    assert len(locks) == 1


def test_it_leaves_a_log_that_replays(borough: Borough) -> None:
    """Rows saved together say what their entries say."""
    done = action_done(borough)
    bulk(
        borough,
        item("reopen_action", done, WHY),
        item("start_action", proposed_action(borough, reference="act-1")),
        item("start_action", proposed_action(borough, reference="act-2")),
    )

    row = Action.objects.get(id=done.id)

    assert (row.state, row.closed_at, row.version) == ("in_progress", None, done.version + 1)
    assert read(borough, "Pat", f"/actions/{done.id}")["version"] == row.version
