from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from tests import borough as made
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.granting import with_funds


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """Knowsley, made once for all tests of a module. It knows Olga, who is from next door."""
    with django_db_blocker.unblock(), undone():
        knowsley = made.knowsley()
        knowsley.profiles["Olga"] = made.next_door().profiles["Olga"]
        with_funds(knowsley)
        yield knowsley


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone; so are the tokens it issues."""
    return replace(founded, tokens=dict(founded.tokens))
