from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from tests import borough as made
from tests.actions.undoing import undone
from tests.borough import Borough


@pytest.fixture(scope="module")
def founded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Borough, Borough]]:
    """Knowsley and next door, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        yield made.knowsley(), made.next_door()


@pytest.fixture
def knowsley(founded: tuple[Borough, Borough], db: None) -> Borough:
    """What a test changes is undone."""
    return untouched(founded[0])


@pytest.fixture
def sefton(founded: tuple[Borough, Borough], db: None) -> Borough:
    return untouched(founded[1])


def untouched(borough: Borough) -> Borough:
    return replace(borough, profiles=dict(borough.profiles), tokens=dict(borough.tokens))
