import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any  # settings are of any type

import pytest
from pytest_django import DjangoDbBlocker

from tests import borough
from tests.actions.undoing import undone
from tests.contract.here import Place, samples
from tests.contract.seed import seat


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with django_db_blocker.unblock(), undone():
        knowsley = borough.knowsley()
        yield Place(knowsley, seat(knowsley, "Nora", "Ada"), samples())


@pytest.fixture
def place(founded: Place, db: None, settings: Any) -> Place:
    """What a test changes is undone. Its webhooks go to a server on this machine."""
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    known = replace(founded.borough, tokens=dict(founded.borough.tokens))
    return replace(founded, borough=known, seat=copy.deepcopy(founded.seat))
