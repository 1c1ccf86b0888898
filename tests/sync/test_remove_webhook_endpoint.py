import pytest

from backend.sync.models import WebhookSecret
from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, Written
from tests.borough import Borough
from tests.people.questions import remembered
from tests.sync.hooking import REMOVE, STATES, change, delivered, deliveries, listening, removed
from tests.sync.receiver import Receiver, Reply


@pytest.mark.parametrize("state", ["pending", "active", "paused", "disabled"])
def test_it_removes_and_is_recorded(borough: Borough, state: str) -> None:
    hooked = STATES[state](borough)

    asked = REMOVE.ask(borough, on=hooked.now)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "removed", True)
    assert asked.body["ended_at"] is not None
    (written,) = asked.written
    assert (written.verb, written.by) == ("webhook_endpoint.removed", "Tracker")
    assert remembered(hooked.endpoint.id)["state"] == "removed"


def test_it_tells_its_owner_what_an_administrator_did(borough: Borough) -> None:
    asked = REMOVE.ask(borough, "Ada")

    assert asked.written == (Written("webhook_endpoint.removed", 3, "Ada", told=("Tracker",)),)


def test_it_sends_nothing_any_more(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner)
    partner.says(Reply(500))
    change(borough)
    delivered()
    REMOVE.ask(borough, on=hooked.now)
    partner.received.clear()

    assert delivered() == 0
    assert partner.received == []
    assert {one.state for one in deliveries(hooked)} == {"delivered", "withheld"}
    assert not WebhookSecret.objects.filter(endpoint=hooked.endpoint, ends_at=None).exists()


def test_it_is_nothing_to_do_twice(borough: Borough) -> None:
    asked = REMOVE.ask(borough, on=removed(borough).endpoint)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert REMOVE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Rhea", "Mirror", "Audrey"])
def test_it_forbids_everyone_else(borough: Borough, who: str) -> None:
    assert REMOVE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert REMOVE.ask(borough, version=7).refusal == STALE
