"""A representative may ask the sponsor to escalate what they lead; the sponsor raises it."""

from datetime import timedelta
from typing import Any

import pytest

from backend.actions.models import Request
from backend.audit.days import today
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, GUARDED, Written, read
from tests.borough import Borough
from tests.forums.chamber import growth_forum
from tests.forums.rungs import NEEDED, SAID

ASK = DEEDS["ask_for_transition"]
ACCEPT = DEEDS["accept_request"]


def escalating(borough: Borough, **other: object) -> dict[str, Any]:
    said = {**SAID, "needed_by": NEEDED.isoformat(), "forum": str(growth_forum(borough).id)}
    return {"operation": "raise_escalation", "inputs": {**said, **other}}


def asked_for(borough: Borough, **other: object) -> Request:
    asked = ASK.ask(borough, transition=escalating(borough, **other))
    assert asked.status == 201, asked.body
    return Request.objects.get(id=asked.body["id"])


def escalations_of(borough: Borough, request: Request) -> list[dict[str, Any]]:
    found = read(borough, "Pat", f"/actions/{request.action_id}")["escalations"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("who", ["Rhea", "Tracker"])
def test_whoever_leads_asks_the_sponsor(ladder: Borough, who: str) -> None:
    asked = ASK.ask(ladder, who, transition=escalating(ladder))

    assert (asked.status, asked.body["operation"]) == (201, "raise_escalation")
    assert asked.written == (Written("request.made", 1, who, told=("Dev", "Priya")),)


def test_the_sponsor_has_nothing_to_ask(ladder: Borough) -> None:
    asked = ASK.ask(ladder, "Priya", transition=escalating(ladder))

    assert asked.refusal == (409, "nothing_to_ask", 0)
    assert "escalate this action" in asked.body["detail"]


def test_it_waits_for_the_sponsor(ladder: Borough) -> None:
    request = asked_for(ladder)

    waiting = read(ladder, "Priya", "/me/waiting")["results"]
    found = read(ladder, "Pat", "/requests?transition=raise_escalation")["results"]

    assert str(request.id) in [one["subject"]["id"] for one in waiting]
    assert [one["id"] for one in found] == [str(request.id)]


@pytest.mark.parametrize(
    ("other", "pointers"),
    [
        ({"tried": ""}, ["#/transition/inputs/tried"]),
        ({"needed_by": "2040-02-31"}, ["#/transition/inputs/needed_by"]),
        ({"forum": "growth"}, ["#/transition/inputs/forum"]),
        ({"action": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"}, ["#/transition/inputs/action"]),
    ],
)
def test_it_takes_what_raising_takes(
    ladder: Borough, other: dict[str, object], pointers: list[str]
) -> None:
    asked = ASK.ask(ladder, transition=escalating(ladder, **other))

    assert asked.status == 400
    assert [one["pointer"] for one in asked.body["errors"]] == pointers


@pytest.mark.parametrize(("who", "behalf"), [("Priya", None), ("Dev", "Priya")])
def test_accepted_it_is_raised_in_the_answerer_s_name(
    ladder: Borough, who: str, behalf: str | None
) -> None:
    request = asked_for(ladder)

    asked = ACCEPT.ask(ladder, who, on=request)

    assert asked.status == 200
    assert [(one.verb, one.by) for one in asked.written] == [
        ("escalation.raised", who),
        ("hop.begun", who),
        ("action.escalated", who),
        ("request.accepted", who),
    ]
    assert asked.written[0].on_behalf_of == behalf
    (rung,) = escalations_of(ladder, request)
    raised = read(ladder, "Pat", f"/escalations/{rung['id']}")
    assert raised["forum"] == str(growth_forum(ladder).id)
    assert (raised["needed_by"], raised["tried"]) == (NEEDED.isoformat(), SAID["tried"])


@pytest.mark.parametrize("who", ["Rhea", "Gus", "Omar", "Ada", "Audrey"])
def test_it_is_the_sponsor_s_to_answer(ladder: Borough, who: str) -> None:
    assert ACCEPT.ask(ladder, who, on=asked_for(ladder)).refusal == FORBIDDEN


def test_a_day_that_has_passed_since_stands_against_it(ladder: Borough) -> None:
    yesterday = today() - timedelta(days=1)
    request = asked_for(ladder, needed_by=yesterday.isoformat())

    asked = ACCEPT.ask(ladder, on=request)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["in_the_past"]
    assert escalations_of(ladder, request) == []


def test_straight_to_the_board_it_says_why(ladder: Borough) -> None:
    request = asked_for(ladder, forum=str(ladder.board.id))

    asked = ACCEPT.ask(ladder, on=request)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["required"]
