import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.sync.hooking import (
    PAUSE,
    RESUME,
    active,
    change,
    changes,
    delivered,
    disabled,
    listening,
    registered,
    removed,
)
from tests.sync.receiver import Receiver


def test_it_resumes_and_is_recorded(borough: Borough) -> None:
    asked = RESUME.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "active", True)
    assert asked.written == (Written("webhook_endpoint.resumed", 4, "Tracker"),)


def test_it_tells_all_that_happened_meanwhile(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner)
    PAUSE.ask(borough, on=hooked.now)
    action_id = change(borough)
    changes(borough, action_id, 3)

    RESUME.ask(borough, on=hooked.now)
    delivered()

    assert [one.event["data"]["version"] for one in partner.of(action_id)] == [1, 2, 3, 4]
    told = [one.event["type"] for one in partner.of(hooked.endpoint.id)]
    assert told == ["webhook_endpoint.paused", "webhook_endpoint.resumed"]


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = RESUME.ask(borough, on=active(borough).endpoint)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("make", [registered, disabled, removed])
def test_it_resumes_only_what_is_paused(borough: Borough, make: object) -> None:
    hooked = make(borough)  # type: ignore[operator]  # one of hooking's

    assert RESUME.ask(borough, on=hooked.endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert RESUME.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, who: str) -> None:
    assert RESUME.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert RESUME.ask(borough, version=7).refusal == STALE
