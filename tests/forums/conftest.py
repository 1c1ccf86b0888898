from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.kept import known
from tests.forums import sitting as made
from tests.forums.assuring import NEW_YEAR
from tests.forums.chamber import growth_forum, seated
from tests.forums.meeting_deeds import FOUNDED, MONDAY
from tests.forums.rungs import SPRING
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
        with time_machine.travel(MONDAY):
            board = made.sitting(known())
        yield board


@pytest.fixture
def sitting(opened: Sitting, db: None) -> Iterator[Sitting]:
    """Half an hour after it was opened."""
    with time_machine.travel(opened.after(30)):
        yield made.untouched(opened)


@pytest.fixture(scope="module")
def gathered(opened: Sitting, django_db_blocker: DjangoDbBlocker) -> Iterator[Sitting]:
    """The same, and three of its four members are there."""
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(opened.after(10)):
            come(opened, *THERE)
        yield opened


@pytest.fixture
def voting(gathered: Sitting, db: None) -> Iterator[Sitting]:
    """Half an hour after it was opened."""
    with time_machine.travel(gathered.after(30)):
        yield made.untouched(gathered)


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


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """The same when the year's fourth quarter has ended."""
    with django_db_blocker.unblock(), undone():
        # Before what the tests do, however long the making takes.
        with time_machine.travel(NEW_YEAR - timedelta(hours=1)):
            knowsley = seated(known())
            growth_forum(knowsley)
        yield knowsley


@pytest.fixture
def new_year(begun: Borough, db: None) -> Iterator[Borough]:
    """In the first days of the year after. What a test changes is undone."""
    with time_machine.travel(NEW_YEAR):
        yield replace(begun, tokens=dict(begun.tokens), profiles=dict(begun.profiles))
