from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any  # settings are of any type

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.sync.hooking import MONDAY
from tests.sync.receiver import Receiver, receiver


@pytest.fixture(scope="module")
def kept_borough(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """It knows Olga, who is from next door; made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(MONDAY - timedelta(hours=1)):
            knowsley = known()
            for name in ("Tracker", "Mirror", "Ada", "Pat", "Priya"):
                knowsley.as_(name)
        yield knowsley


@pytest.fixture
def borough(kept_borough: Borough, db: None) -> Iterator[Borough]:
    """On a Monday morning. What a test changes is undone; so are the tokens it issues."""
    with time_machine.travel(MONDAY):
        yield replace(
            kept_borough, tokens=dict(kept_borough.tokens), profiles=dict(kept_borough.profiles)
        )


@pytest.fixture
def partner(settings: Any) -> Iterator[Receiver]:
    """A partner's server on this machine, which no deployment would send anything to."""
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with receiver() as found:
        yield found
