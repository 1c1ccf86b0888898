from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any  # settings are of any type

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from backend.people.models import Profile
from backend.sync import outgoing
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.sync.authority import server_context
from tests.sync.hooking import MONDAY
from tests.sync.network import HOST, PUBLIC, Network
from tests.sync.receiver import Receiver, receiver
from tests.sync.sending import with_source


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """With the council's tracker as a source, and Olga, who is from next door; made once for all
    tests of a module.
    """
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(MONDAY - timedelta(hours=1)):
            knowsley = known()
            with_source(knowsley)
            # Who founded the partnership administers it too, and is told what administrators are.
            knowsley.profiles["Operator"] = Profile.objects.get(
                name="Operator", partnership=knowsley.partnership
            )
            for name in ("Tracker", "Mirror", "Ada", "Audrey", "Pat", "Priya", "Tom"):
                knowsley.as_(name)
        yield knowsley


@pytest.fixture
def borough(founded: Borough, db: None) -> Iterator[Borough]:
    """On a Monday morning. What a test changes is undone; so are the tokens it issues."""
    with time_machine.travel(MONDAY):
        yield replace(founded, tokens=dict(founded.tokens), profiles=dict(founded.profiles))


@pytest.fixture
def partner(settings: Any) -> Iterator[Receiver]:
    """A partner's server on this machine, which no deployment would send anything to."""
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with receiver() as found:
        yield found


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    return Network(monkeypatch)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network: Network) -> Iterator[Receiver]:
    """A server of that name, whom the machine trusts, at the public address."""
    context, trusted = server_context(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    outgoing.trusted.cache_clear()
    with receiver(context) as found:
        network.behind[PUBLIC] = found.port
        yield found
    outgoing.trusted.cache_clear()
