from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tests import borough
from tests.actions.undoing import forget_what_was_signed
from tests.borough import Borough
from tests.database import template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transactional test is undone by restoring the database, not by Django's flush."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        pristine = template()
        pristine.keep()
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: pristine.restore())
        with django_db_blocker.block():
            yield
        pristine.discard()


@pytest.fixture(autouse=True)
def _marks() -> Iterator[None]:
    """The database goes back after each test, and what was signed of its logs is forgotten."""
    yield
    forget_what_was_signed()


@pytest.fixture
def knowsley(db: None) -> Borough:
    return borough.knowsley()


@pytest.fixture
def sefton(db: None) -> Borough:
    return borough.next_door()
