"""The operator changes the keys that the secrets of webhooks are kept under."""

from io import StringIO
from typing import Any  # settings are of any type

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from backend.sync.models import WebhookSecret
from backend.sync.operations import resealing
from tests.borough import Borough
from tests.sync.hooking import Hooked, active, change, delivered, listening
from tests.sync.receiver import Receiver


def reseal() -> str:
    out = StringIO()
    call_command("reseal_webhook_secrets", stdout=out)
    return out.getvalue()


def key() -> str:
    return Fernet.generate_key().decode()


def is_signed(borough: Borough, partner: Receiver, hooked: Hooked) -> bool:
    """What is told next, as its receiver verifies it. Raises."""
    partner.received.clear()
    change(borough)
    delivered()
    (received,) = partner.received
    received.verify(hooked.secret)
    return True


def test_it_keeps_signing_when_keys_are_set_and_when_the_secret_key_changes(
    borough: Borough, partner: Receiver, settings: Any
) -> None:
    hooked = listening(borough, partner, types=["action"])

    settings.WEBHOOK_KEYS = [key()]
    assert is_signed(borough, partner, hooked)

    assert reseal() == "Secrets sealed with the newest of WEBHOOK_KEYS: 1.\n"
    settings.SECRET_KEY = "another"
    borough.tokens.clear()
    assert is_signed(borough, partner, hooked)


def test_it_lets_an_older_key_go(borough: Borough, partner: Receiver, settings: Any) -> None:
    old, new = key(), key()
    settings.WEBHOOK_KEYS = [old]
    hooked = listening(borough, partner, types=["action"])

    settings.WEBHOOK_KEYS = [new, old]
    reseal()
    settings.WEBHOOK_KEYS = [new]

    assert is_signed(borough, partner, hooked)


def test_it_goes_on_until_all_are_sealed_anew(
    borough: Borough, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "RESEALED_AT_ONCE", 2)
    for _ in range(5):
        active(borough)
    settings.WEBHOOK_KEYS = [key()]

    assert reseal() == "Secrets sealed with the newest of WEBHOOK_KEYS: 5.\n"


def test_it_says_how_many_no_key_opens_and_leaves_them(borough: Borough, settings: Any) -> None:
    settings.WEBHOOK_KEYS = [key()]
    lost = active(borough)
    settings.WEBHOOK_KEYS = [key()]
    active(borough)
    before = WebhookSecret.objects.get(endpoint=lost.endpoint).sealed

    with pytest.raises(CommandError, match="No key opens 1 of the secrets"):
        reseal()

    assert WebhookSecret.objects.get(endpoint=lost.endpoint).sealed == before


def test_it_asks_for_keys_first(borough: Borough) -> None:
    with pytest.raises(CommandError, match="Set WEBHOOK_KEYS"):
        reseal()
