"""`dry_run=true`: the same verdict, the same body, and nothing is kept."""

from typing import Any

import pytest

from tests.actions.deeds import DEEDS, MOVES
from tests.actions.questions import Asked, Body, request
from tests.borough import ACTION_IN, Borough, tag

ON_ACTION = [
    name for name, deed in DEEDS.items() if deed.if_match and "/actions/{id}" in deed.address
]
# Ids and times of what a real call makes, and the id of the request itself.
FRESH = {"request_id", "instance", "request"}


def tried(
    borough: Borough,
    operation: str,
    action: Any,
    query: str,
    who: str = "",
    body: Body | None = None,
) -> Asked:
    deed = DEEDS[operation]
    return request(
        borough,
        who or deed.by,
        deed.method,
        deed.path(action) + query,
        deed.given(borough) if body is None else body,
        if_match=tag(action.version),
    )


def told(asked: Asked) -> tuple[int, dict[str, Any]]:
    times = {name for name in asked.body if name.endswith("_at")}
    return asked.status, {
        name: value for name, value in asked.body.items() if name not in FRESH | times
    }


@pytest.mark.parametrize("operation", [name for name in ON_ACTION if name != "ask_for_transition"])
def test_it_answers_as_the_real_call_and_keeps_nothing(borough: Borough, operation: str) -> None:
    action, body = DEEDS[operation].on(borough), DEEDS[operation].given(borough)

    rehearsal = tried(borough, operation, action, "?dry_run=true", body=body)
    real = tried(borough, operation, action, "?dry_run=false", body=body)

    assert rehearsal.trace == 0
    assert real.trace > 0
    assert told(rehearsal) == told(real)


@pytest.mark.parametrize("state", ACTION_IN)
@pytest.mark.parametrize("operation", [deed.operation for deed in MOVES])
@pytest.mark.parametrize("who", ["Priya", "Pat"])
def test_it_refuses_as_the_real_call(
    borough: Borough, operation: str, state: str, who: str
) -> None:
    action = ACTION_IN[state](borough)

    rehearsal = tried(borough, operation, action, "?dry_run=true", who)
    real = tried(borough, operation, action, "", who)

    assert rehearsal.trace == 0
    assert told(rehearsal) == told(real)


@pytest.mark.parametrize("query", ["?dry_run=1", "?dry_run=yes", "?dry_run=", "?dryrun=true"])
def test_it_takes_true_or_false(borough: Borough, query: str) -> None:
    action = ACTION_IN["proposed"](borough)

    asked = tried(borough, "start_action", action, query)

    assert (asked.status, asked.trace) == (400, 0)
    assert asked.body["errors"][0]["parameter"] in query


def test_it_is_no_parameter_of_what_cannot_be_rehearsed(borough: Borough) -> None:
    asked = request(borough, "Ada", "post", "/plans?dry_run=true", {"title": "Winter Plan"})

    assert (asked.status, asked.body["errors"][0]["code"]) == (400, "unknown_parameter")
