from datetime import timedelta

import pytest

from backend.audit.source import now
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written
from tests.borough import ACTION_IN, Borough

ADD = DEEDS["add_evidence"]


@pytest.mark.parametrize("who", ["Priya", "Rhea", "Tracker"])
def test_it_adds_and_is_recorded(borough: Borough, who: str) -> None:
    asked = ADD.ask(borough, who)

    assert (asked.status, asked.body["kind"]) == (201, "link")
    assert asked.body["author"] == str(borough.actor_id(who))
    assert asked.written == (Written("evidence.added", 1, who),)


def test_it_records_the_deputy_for_the_sponsor(borough: Borough) -> None:
    assert ADD.ask(borough, "Dev").written == (Written("evidence.added", 1, "Dev", "Priya"),)


def test_it_takes_no_evidence_from_the_future(borough: Borough) -> None:
    tomorrow = now().date() + timedelta(days=2)

    asked = ADD.ask(borough, dated_on=tomorrow.isoformat())

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/dated_on"]


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ADD.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Ada", "Omar", "Rob", "Mirror", "Audrey"])
def test_it_forbids_whoever_neither_sponsors_nor_leads(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/content", "#/dated_on", "#/kind", "#/title"]
