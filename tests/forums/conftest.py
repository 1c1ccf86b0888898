from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.forums import sitting as made
from tests.forums.chamber import growth_forum, seated
from tests.forums.meeting_deeds import FOUNDED, MONDAY
from tests.forums.sitting import Sitting
from tests.forums.voting import THERE, come

# Whoever asks most has a token before the tests begin.
ASKING = ("Sara", "Tom", "Mel", "Ada", "Pat", "Olga", "Audrey", "Gus")


@pytest.fixture(scope="module")
def convened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """With the Board and the Growth forum seated, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(FOUNDED):
            knowsley = seated(known())
            growth_forum(knowsley)
            for name in ASKING:
                knowsley.as_(name)
        yield knowsley


@pytest.fixture
def borough(convened: Borough, db: None) -> Iterator[Borough]:
    """On a Monday morning. What a test changes is undone; so are the tokens it issues."""
    with time_machine.travel(MONDAY):
        yield replace(convened, tokens=dict(convened.tokens), profiles=dict(convened.profiles))


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
