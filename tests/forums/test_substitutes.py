"""Whoever sits at a forum for a member: by an appointment of the secretary, between two days."""

from datetime import UTC, datetime
from typing import Any  # bodies are JSON

import pytest
import time_machine

from tests.actions.questions import read
from tests.borough import Borough
from tests.forums.chamber import restricted_item_on, scheduled
from tests.people.questions import assert_refused

LAST = datetime(2026, 10, 12, 22, 59, tzinfo=UTC)
AFTER = datetime(2026, 10, 12, 23, 0, tzinfo=UTC)


def substitute(borough: Borough, by: str = "Sara", **changed: Any) -> Any:
    """Pat sits there for Mel until the 12th of October."""
    body = {
        "actor": str(borough.actor_id("Pat")),
        "role": "substitute",
        "on": str(borough.board.id),
        "deputy_for": str(borough.actor_id("Mel")),
        "starts_on": "2026-10-05",
        "ends_on": "2026-10-12",
        "reason": "Mel is on leave.",
        **changed,
    }
    return borough.as_(by).post("/appointments", body)


@pytest.mark.parametrize("by", ["Sara", "Ada"])
def test_it_is_given_by_the_secretary_or_an_administrator(borough: Borough, by: str) -> None:
    answer = substitute(borough, by)

    made = answer.json()
    assert answer.status_code == 201
    assert (made["role"], made["deputy_for"]) == ("substitute", str(borough.actor_id("Mel")))


@pytest.mark.parametrize("by", ["Tom", "Mel", "Pat", "Gus", "Audrey"])
def test_it_is_given_by_nobody_else(borough: Borough, by: str) -> None:
    assert_refused(substitute(borough, by), 403, "permission_denied")


def test_it_is_for_a_member(borough: Borough) -> None:
    answer = substitute(borough, deputy_for=str(borough.actor_id("Gus")))

    problem = assert_refused(answer, 400, "validation_error")
    assert [one["pointer"] for one in problem["errors"]] == ["#/deputy_for"]


def test_it_reads_what_is_restricted_until_it_ends(borough: Borough) -> None:
    meeting = scheduled(borough)
    item = restricted_item_on(borough, meeting)
    path, agenda = f"/agenda-items/{item.id}", f"/meetings/{meeting.id}/agenda-items"
    before = borough.as_("Pat").get(path).status_code

    substitute(borough)

    assert (before, borough.as_("Pat").get(path).status_code) == (404, 200)
    with time_machine.travel(LAST):
        assert len(read(borough, "Pat", agenda)["results"]) == 1
    with time_machine.travel(AFTER):
        assert read(borough, "Pat", agenda)["results"] == []
        assert_refused(borough.as_("Pat").get(path), 404, "not_found")


def test_it_does_not_make_a_secretary(borough: Borough) -> None:
    substitute(borough)
    answer = borough.as_("Pat").post(
        f"/meetings/{scheduled(borough).id}/agenda-items", {"kind": "report", "title": "Roads"}
    )

    assert_refused(answer, 403, "permission_denied")
