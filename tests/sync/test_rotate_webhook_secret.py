from datetime import timedelta

import pytest
import time_machine
from standardwebhooks import WebhookVerificationError

from backend.sync.models import WebhookSecret
from tests.actions.questions import FORBIDDEN, HIDDEN, STALE, WRONG_STATE, Written
from tests.borough import Borough
from tests.sync.hooking import MONDAY, ROTATE, Hooked, change, delivered, listening, removed
from tests.sync.receiver import Received, Receiver


def test_it_gives_another_secret_and_is_recorded(borough: Borough) -> None:
    asked = ROTATE.ask(borough)

    assert asked.status == 200
    assert asked.body["secret"].startswith("whsec_")
    assert asked.headers["Cache-Control"] == "no-store"
    assert asked.written == (Written("webhook_endpoint.secret_rotated", 3, "Tracker"),)


def verifies(received: Received, secret: str) -> bool:
    try:
        received.verify(secret)
    except WebhookVerificationError:
        return False
    return True


def rotated(borough: Borough, hooked: Hooked) -> str:
    secret: str = ROTATE.ask(borough, on=hooked.now).body["secret"]
    return secret


@pytest.mark.parametrize(
    ("passed", "signing"),
    [
        (timedelta(0), 2),
        (timedelta(hours=23, minutes=59), 2),
        (timedelta(hours=24), 1),
    ],
)
def test_both_sign_for_a_day(
    borough: Borough, partner: Receiver, passed: timedelta, signing: int
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        hooked = listening(borough, partner, types=["action"])
        secret = rotated(borough, hooked)
    with time_machine.travel(MONDAY + passed, tick=False):
        change(borough)
        delivered()
        (received,) = partner.received

        assert verifies(received, secret)
        assert verifies(received, hooked.secret) == (signing == 2)
        signatures = received.headers["webhook-signature"].split(" ")
        assert len(signatures) == signing


def test_two_sign_and_never_three(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    second, third = rotated(borough, hooked), rotated(borough, hooked)
    change(borough)

    delivered()

    (received,) = partner.received
    assert [verifies(received, one) for one in (hooked.secret, second, third)] == [
        False,
        True,
        True,
    ]
    assert WebhookSecret.objects.filter(endpoint=hooked.endpoint).count() == 3


def test_it_rotates_nothing_that_is_removed(borough: Borough) -> None:
    assert ROTATE.ask(borough, on=removed(borough).endpoint).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ROTATE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, who: str) -> None:
    assert ROTATE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ROTATE.ask(borough, version=7).refusal == STALE
