"""How a source fares, as the administrators and the partner see it."""

from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.sync.models import Tally
from tests.actions.questions import read
from tests.borough import Borough
from tests.sync.hooking import MONDAY
from tests.sync.sending import RISK, contested, send, sent

HEALTH = "/sources/tracker/health"
NOON = MONDAY.replace(hour=12)


def health(borough: Borough) -> dict[str, Any]:
    shown: dict[str, Any] = read(borough, "Tracker", HEALTH)
    return shown


def test_it_has_heard_nothing_yet(borough: Borough) -> None:
    assert health(borough) == {
        "lag": None,
        "last_success_at": None,
        "last_refusal_at": None,
        "last_refusal": None,
        "refusals": 0,
        "open_conflicts": 0,
        "mapping_tasks": 0,
        "references": 0,
    }


def test_it_tells_what_waits_for_a_person(borough: Borough) -> None:
    contested(borough)
    send(borough, 6, status="On hold")

    shown = health(borough)

    assert (shown["open_conflicts"], shown["mapping_tasks"], shown["references"]) == (1, 1, 1)


def test_it_tells_the_last_refusal(borough: Borough) -> None:
    sent(borough)
    send(borough, 1, status="Delayed")
    send(borough, 1, status="On hold", risk=RISK)

    shown = health(borough)

    assert (shown["refusals"], shown["last_refusal"]) == (2, "unmapped_status")
    assert shown["lag"] is not None


def test_it_counts_no_refusal_of_the_request_itself(borough: Borough) -> None:
    send(borough, 1, title=7)
    send(borough, 1, "Rob", title="Open six youth centres")

    assert Tally.objects.count() == 0


@pytest.mark.parametrize(("hours", "refusals"), [(1, 2), (23, 2), (24, 1), (25, 1)])
def test_it_forgets_a_refusal_after_a_day(borough: Borough, hours: int, refusals: int) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        borough.tokens["Tracker"] = borough.token("Tracker")
        sent(borough)
        send(borough, 1, status="On hold")
        clock.move_to(NOON + timedelta(hours=hours))
        send(borough, 1, status="On hold")

        assert health(borough)["refusals"] == refusals
        assert health(borough)["lag"] == hours * 3600


def test_it_never_keeps_more_than_a_day(borough: Borough) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        borough.tokens["Tracker"] = borough.token("Tracker")
        for hour in range(30):
            clock.move_to(NOON + timedelta(hours=hour))
            send(borough, 1, status="On hold", title="Open six youth centres")

    assert Tally.objects.count() == 24
