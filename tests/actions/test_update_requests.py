"""What was asked for, as it is read: the list and its filters, digests, and what waits for whom."""

from typing import Any  # bodies are JSON

import pytest

from backend.actions.models import Action, UpdateRequest
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from tests.actions.deeds import DEEDS
from tests.actions.questions import read
from tests.actions.subjects import update_asked_for
from tests.borough import Borough, action_in_progress


@pytest.fixture
def action(borough: Borough) -> Action:
    return action_in_progress(borough)


@pytest.fixture
def wanted(borough: Borough, action: Action) -> UpdateRequest:
    return update_asked_for(borough, action)


def climbed(borough: Borough, wanted: UpdateRequest, times: int) -> None:
    at = now()
    for _ in range(times):
        with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
            wanted.climb(next_rung_at=None)
            unit.record("update_request.climbed", wanted)


def ids(borough: Borough, who: str, query: str) -> list[str]:
    return [one["id"] for one in read(borough, who, f"/update-requests{query}")["results"]]


def waiting(borough: Borough, who: str) -> list[tuple[str, str]]:
    results: list[Any] = read(borough, who, "/me/waiting")["results"]
    return [
        (one["kind"], one["subject"]["id"])
        for one in results
        if one["subject"]["type"] == "update_request"
    ]


def test_it_shows_what_was_asked_for(
    borough: Borough, action: Action, wanted: UpdateRequest
) -> None:
    shown = read(borough, "Pat", f"/update-requests/{wanted.id}")

    assert (shown["action"], shown["state"], shown["rung"]) == (str(action.id), "open", 1)
    assert (shown["answered_by"], shown["next_rung_at"] is None) == (None, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?action={action}", True),
        ("?action={wanted}", False),
        ("?state=open", True),
        ("?state=answered,lapsed", False),
        ("?rung=1", True),
        ("?rung=2,3", False),
    ],
)
def test_it_filters(
    borough: Borough, action: Action, wanted: UpdateRequest, query: str, *, found: bool
) -> None:
    asked = query.format(action=action.id, wanted=wanted.id)

    assert ids(borough, "Pat", asked) == ([str(wanted.id)] if found else [])


@pytest.mark.parametrize("query", ["?rung=4", "?state=closed", "?action=7", "?lead=7"])
def test_it_knows_its_filters(borough: Borough, query: str) -> None:
    assert read(borough, "Pat", f"/update-requests{query}")["code"] == "validation_error"


def test_it_hides_them_next_door(borough: Borough, wanted: UpdateRequest) -> None:
    assert ids(borough, "Olga", "") == []
    assert read(borough, "Olga", f"/update-requests/{wanted.id}")["code"] == "not_found"


def test_it_waits_for_the_lead(borough: Borough, action: Action, wanted: UpdateRequest) -> None:
    asked = [("update_to_give", str(wanted.id))]

    assert {who: waiting(borough, who) for who in ("Rhea", "Rob", "Priya", "Pat")} == {
        "Rhea": asked,
        "Rob": [],
        "Priya": [],
        "Pat": [],
    }


def test_it_waits_for_the_sponsor_too_once_it_climbed_to_them(
    borough: Borough, wanted: UpdateRequest
) -> None:
    climbed(borough, wanted, times=2)

    missing = [("update_missing", str(wanted.id))]
    assert {who: waiting(borough, who) for who in ("Priya", "Dev", "Omar", "Rhea")} == {
        "Priya": missing,
        "Dev": missing,
        "Omar": [],
        "Rhea": [("update_to_give", str(wanted.id))],
    }


def test_it_waits_for_nobody_once_answered(
    borough: Borough, action: Action, wanted: UpdateRequest
) -> None:
    DEEDS["update_action"].ask(borough, on=action)

    assert waiting(borough, "Rhea") == []


def test_it_waits_for_nobody_once_the_action_is_closed(
    borough: Borough, action: Action, wanted: UpdateRequest
) -> None:
    DEEDS["withdraw_action"].ask(borough, on=action)

    assert waiting(borough, "Rhea") == []
