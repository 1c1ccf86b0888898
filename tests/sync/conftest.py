from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from backend.people.models import Profile
from tests import borough as made
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.sync.sending import with_source


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """With the council's tracker as a source, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        knowsley = made.knowsley()
        with_source(knowsley)
        knowsley.profiles["Olga"] = made.next_door().profiles["Olga"]
        # Who founded the partnership administers it too, and is told what administrators are.
        knowsley.profiles["Operator"] = Profile.objects.get(
            name="Operator", partnership=knowsley.partnership
        )
        for name in ("Tracker", "Priya", "Ada"):
            knowsley.as_(name)
        yield knowsley


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone; so are the tokens it issues."""
    return replace(founded, tokens=dict(founded.tokens))
