from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.forums.assuring import NEW_YEAR, with_a_forum_below


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """The fourth quarter has ended; made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        # Before what the tests do, however long the making takes.
        with time_machine.travel(NEW_YEAR - timedelta(hours=1)):
            knowsley = known()
            with_a_forum_below(knowsley)
        yield knowsley


@pytest.fixture
def new_year(begun: Borough, db: None) -> Iterator[Borough]:
    """What a test changes is undone; so are the tokens it issues."""
    with time_machine.travel(NEW_YEAR):
        yield replace(begun, tokens=dict(begun.tokens))
