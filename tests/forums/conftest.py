from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.forums.chamber import growth_forum, seated
from tests.forums.rungs import SPRING


@pytest.fixture(scope="module")
def two_rungs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """With the Growth forum below the Board; made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        knowsley = seated(known())
        growth_forum(knowsley)
        yield knowsley


@pytest.fixture
def ladder(two_rungs: Borough, db: None) -> Borough:
    """What a test changes is undone; so are the tokens it issues."""
    return replace(two_rungs, tokens=dict(two_rungs.tokens), profiles=dict(two_rungs.profiles))


@pytest.fixture(scope="module")
def founded_in_spring(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Borough]:
    """Likewise, on a day whose working days are known."""
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(SPRING - timedelta(hours=1), tick=False):
            knowsley = seated(known())
            growth_forum(knowsley)
        yield knowsley


@pytest.fixture
def spring(founded_in_spring: Borough, db: None) -> Iterator[Borough]:
    with time_machine.travel(SPRING, tick=False):
        yield replace(founded_in_spring, tokens=dict(founded_in_spring.tokens))
