"""A socket to the whole application, without a server; `test_server.py` has a real one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any  # settings are of any type

import pytest
from pytest_django import DjangoDbBlocker

from backend.live.threads import release_connections
from tests import borough as boroughs
from tests.borough import Borough
from tests.database import Template, template
from tests.live.clock import MovableSource
from tests.live.line import Line, Telephone


@pytest.fixture
def settings(settings: Any) -> Any:
    """Often enough for what is not rung for to be found while a test waits for it."""
    settings.STREAM_LOOK_SECONDS = 0.2
    return settings


@pytest.fixture(scope="session")
def founded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Borough, Template]]:
    """Knowsley as it was committed once, and the database that holds it and nothing else."""
    with django_db_blocker.unblock():
        knowsley, holding_it = boroughs.knowsley(), template("_founded")
        holding_it.keep()
        template().restore()
    yield knowsley, holding_it
    with django_db_blocker.unblock():
        holding_it.discard()


@pytest.fixture
def borough(
    transactional_db: None, settings: Any, founded: tuple[Borough, Template]
) -> Iterator[Borough]:
    knowsley, holding_it = founded
    holding_it.restore()
    # As its database is: what a test does to a row it holds is gone with the test.
    yield deepcopy(knowsley)
    # The threads outlive the test, its database does not.
    release_connections()


@pytest.fixture
async def telephone(borough: Borough) -> AsyncIterator[Telephone]:
    telephone = Telephone(borough)
    yield telephone
    await asyncio.gather(*(line.hang_up() for line in telephone.lines))


@pytest.fixture
async def pat(telephone: Telephone) -> Line:
    """Someone of the partnership who holds no role, connected and ready."""
    return await telephone.ready("Pat")


@pytest.fixture
def clock(settings: Any) -> Iterator[type[MovableSource]]:
    settings.SOURCE = "tests.live.clock.MovableSource"
    yield MovableSource
    MovableSource.ahead = timedelta()
