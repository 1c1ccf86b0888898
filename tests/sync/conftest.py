from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from tests import borough as made
from tests.actions.undoing import undone
from tests.borough import Borough


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    with django_db_blocker.unblock(), undone():
        borough = made.knowsley()
        for name in ("Pat", "Tom", "Audrey", "Priya"):
            borough.as_(name)
        yield borough


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone."""
    return replace(founded, profiles=dict(founded.profiles), tokens=dict(founded.tokens))
