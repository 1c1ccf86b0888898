from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoDbBlocker

from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals import round_table
from tests.deals.granting import with_funds
from tests.deals.kept import kept, known, untouched
from tests.deals.round_table import RoundTable


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Borough]:
    """With funds and their holders, made once for all tests of a module."""
    with django_db_blocker.unblock(), undone():
        knowsley = known()
        with_funds(knowsley)
        yield knowsley


@pytest.fixture
def borough(founded: Borough, db: None) -> Borough:
    """What a test changes is undone; so are the tokens it issues."""
    return replace(founded, tokens=dict(founded.tokens))


def _kept(blocker: DjangoDbBlocker, make: Callable[[Borough], RoundTable]) -> Iterator[RoundTable]:
    for table in kept(blocker, make):
        # Whoever asks most has a token before the tests begin.
        for name in ("Rhea", "Bea", "Rob"):
            table.borough.as_(name)
        yield table


@pytest.fixture(scope="module")
def signed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    """An active deal, made once for all tests of a module."""
    yield from _kept(django_db_blocker, round_table.active)


@pytest.fixture
def active(signed: RoundTable, db: None) -> RoundTable:
    return untouched(signed)


@pytest.fixture(scope="module")
def called(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    """A deal whose parties were called to sign it; none has."""
    yield from _kept(django_db_blocker, round_table.signing)


@pytest.fixture
def signing(called: RoundTable, db: None) -> RoundTable:
    return untouched(called)


@pytest.fixture(scope="module")
def promised(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    """An open deal in which each has committed to something."""
    yield from _kept(django_db_blocker, round_table.offered)


@pytest.fixture
def offered(promised: RoundTable, db: None) -> RoundTable:
    return untouched(promised)


@pytest.fixture(scope="module")
def seated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    """A drafted deal, with all four at the table."""
    yield from _kept(django_db_blocker, round_table.gathered)


@pytest.fixture
def gathered(seated: RoundTable, db: None) -> RoundTable:
    return untouched(seated)
