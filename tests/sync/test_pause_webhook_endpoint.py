import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.sync.hooking import PAUSE, change, delivered, disabled, listening, paused, registered
from tests.sync.receiver import Receiver, Reply


def test_it_pauses_and_is_recorded(borough: Borough) -> None:
    asked = PAUSE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "paused", True)
    assert asked.written == (Written("webhook_endpoint.paused", 3, "Tracker"),)


def test_it_tells_its_owner_what_an_administrator_did(borough: Borough) -> None:
    asked = PAUSE.ask(borough, "Ada")

    assert asked.written == (Written("webhook_endpoint.paused", 3, "Ada", told=("Tracker",)),)


def test_it_sends_nothing_meanwhile_and_keeps_its_place(
    borough: Borough, partner: Receiver
) -> None:
    partner.says(Reply(500))
    hooked = listening(borough, partner)
    before = hooked.now.outbox.position
    PAUSE.ask(borough, on=hooked.now)
    partner.received.clear()
    change(borough)

    assert delivered() == 0
    assert (partner.received, hooked.now.outbox.position) == ([], before)


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = PAUSE.ask(borough, on=paused(borough).endpoint)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


@pytest.mark.parametrize("make", [registered, disabled])
def test_it_pauses_only_what_is_active(borough: Borough, make: object) -> None:
    hooked = make(borough)  # type: ignore[operator]  # one of hooking's

    assert PAUSE.ask(borough, on=hooked.endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert PAUSE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Rhea", "Mirror", "Audrey"])
def test_it_forbids_everyone_else(borough: Borough, who: str) -> None:
    assert PAUSE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert PAUSE.ask(borough, version=7).refusal == STALE
