from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.deals.kept import known
from tests.forums import sitting as made
from tests.forums.sitting import Sitting
from tests.forums.voting import THERE, come


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sitting]:
    """The Board in session, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        yield made.sitting(known())


@pytest.fixture
def sitting(opened: Sitting, db: None) -> Sitting:
    return made.untouched(opened)


@pytest.fixture(scope="module")
def gathered(opened: Sitting, django_db_blocker: DjangoDbBlocker) -> Iterator[Sitting]:
    """The same, and three of its four members are there."""
    with django_db_blocker.unblock(), undone():
        come(opened, *THERE)
        yield opened


@pytest.fixture
def voting(gathered: Sitting, db: None) -> Sitting:
    return made.untouched(gathered)
