import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.sync.hooking import (
    PING,
    REVISE,
    active,
    change,
    delivered,
    disabled,
    listening,
    paused,
    removed,
)
from tests.sync.receiver import Receiver

ELSEWHERE = "https://other.example.test/in"


def test_it_revises_and_is_recorded(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"types": ["deal"], "description": "Live since May."})

    assert (asked.status, asked.body["types"]) == (200, ["deal"])
    assert (asked.body["description"], asked.body["state"]) == ("Live since May.", "active")
    assert asked.written == (Written("webhook_endpoint.revised", 3, "Tracker"),)


@pytest.mark.parametrize("make", [active, paused, disabled])
def test_it_waits_for_another_address_to_answer(borough: Borough, make: object) -> None:
    hooked = make(borough)  # type: ignore[operator]  # one of hooking's

    asked = REVISE.ask(borough, on=hooked.now, body={"url": ELSEWHERE})

    assert (asked.body["state"], asked.body["url"]) == ("pending", ELSEWHERE)
    assert asked.body["disabled_because"] == ""


def test_it_loses_nothing_on_the_way_to_another_address(
    borough: Borough, partner: Receiver
) -> None:
    hooked = listening(borough, partner)
    REVISE.ask(borough, on=hooked.now, body={"url": f"http://127.0.0.1:{partner.port}/other"})
    action_id = change(borough)
    assert delivered() == 0

    PING.ask(borough, on=hooked.now)
    delivered()
    delivered()

    assert len(partner.of(action_id)) == 1
    assert {one.path for one in partner.received} == {"/other"}


def test_it_takes_no_type_that_there_is_not(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"types": ["actions"]})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/types/0"])


def test_it_records_nothing_that_is_as_it_was(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"types": []})

    assert (asked.status, asked.trace) == (200, 0)


def test_it_takes_no_address_that_a_new_endpoint_could_not_have(borough: Borough) -> None:
    asked = REVISE.ask(borough, body={"url": "https://127.0.0.1/in", "types": None})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/types", "#/url"])


def test_it_revises_nothing_that_is_removed(borough: Borough) -> None:
    assert REVISE.ask(borough, on=removed(borough).endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REVISE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, who: str) -> None:
    assert REVISE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REVISE.ask(borough, version=7).refusal == STALE
