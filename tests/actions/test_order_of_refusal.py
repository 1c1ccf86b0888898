"""One request with everything wrong, put right step by step: each answer is the next in order."""

from dataclasses import dataclass, replace

import pytest
from django.test import Client

from backend.actions.models import Action, ActionState
from backend.audit.models import Entry
from tests.actions.circumstances import Circumstances, action_in, money_of
from tests.borough import BASE, Answer, Borough

GOOD = {"statement": "All five centres are open."}


@dataclass(frozen=True)
class Attempt:
    who: str = "nobody"
    body: object = None
    if_match: str | None = None
    state: ActionState = ActionState.PROPOSED
    has_milestone: bool = True


NOTHING_RIGHT = Attempt(body={"statement": 7})
STRANGER = replace(NOTHING_RIGHT, who="Olga")
ONLOOKER = replace(NOTHING_RIGHT, who="Pat")
SPONSOR = replace(NOTHING_RIGHT, who="Priya")
WELL_SAID = replace(SPONSOR, body=GOOD)
CONDITIONAL = replace(WELL_SAID, if_match='"9"')
FRESH = replace(CONDITIONAL, if_match='"1"')
STARTED = replace(FRESH, state=ActionState.IN_PROGRESS)
READY = replace(STARTED, has_milestone=False)
# Done already: there is nothing to do, but only for whoever has seen that.
STALE_AND_DONE = replace(CONDITIONAL, state=ActionState.DONE)
DONE = replace(FRESH, state=ActionState.DONE)


def subject(borough: Borough, attempt: Attempt) -> Action:
    told = Circumstances(
        attempt.state,
        "youth",
        "council",
        milestones=(True,) if attempt.has_milestone else (),
        evidence="lasting",
    )
    return action_in(borough, money_of(borough), told)


def made(borough: Borough, attempt: Attempt) -> Answer:
    path = f"/actions/{subject(borough, attempt).id}/complete"
    headers = {"if_match": attempt.if_match} if attempt.if_match else {}
    if attempt.who == "nobody":
        answer: Answer = Client(headers={"Host": "localhost"}).post(BASE + path)  # type: ignore[assignment]  # the client's
        return answer
    return borough.as_(attempt.who).post(path, attempt.body, **headers)


@pytest.mark.parametrize(
    ("attempt", "status", "code"),
    [
        (NOTHING_RIGHT, 401, "not_authenticated"),
        (STRANGER, 404, "not_found"),
        (ONLOOKER, 403, "permission_denied"),
        (SPONSOR, 400, "validation_error"),
        (WELL_SAID, 428, "precondition_required"),
        (CONDITIONAL, 412, "precondition_failed"),
        (FRESH, 409, "transition_not_allowed"),
        (STARTED, 409, "transition_guard_failed"),
        (READY, 200, None),
        (STALE_AND_DONE, 412, "precondition_failed"),
        (DONE, 200, None),
    ],
)
def test_it_refuses_in_the_order_of_the_contract(
    borough: Borough, attempt: Attempt, status: int, code: str | None
) -> None:
    answer = made(borough, attempt)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.parametrize("attempt", [SPONSOR, WELL_SAID, CONDITIONAL, FRESH, STARTED, DONE])
def test_it_writes_nothing_on_the_way(borough: Borough, attempt: Attempt) -> None:
    made(borough, attempt)

    assert not Entry.objects.filter(verb="action.completed").exists()
