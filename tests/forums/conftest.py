from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.deals.kept import known
from tests.forums import sitting as made
from tests.forums.sitting import Sitting


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sitting]:
    """The Board in session, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        yield made.sitting(known())


@pytest.fixture
def sitting(opened: Sitting, db: None) -> Sitting:
    return made.untouched(opened)
