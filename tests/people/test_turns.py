"""Two who take the same name at once: one has it, the other is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests import borough as boroughs
from tests.borough import Answer, Borough

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that both of the two who meet can see it."""
    return boroughs.knowsley()


def at_once(ask: Callable[[], Answer]) -> list[int]:
    start = Barrier(2)

    def turn(_: int) -> int:
        start.wait()
        try:
            return ask().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(turn, range(2)))


def test_it_gives_a_reference_once(transactional_db: None, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    forum = {"name": "Growth forum", "kind": "forum", "reference": "growth"}

    assert at_once(lambda: ada.post("/forums", forum)) == [201, 409]


def test_it_adds_a_person_once(transactional_db: None, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    nia = {"kind": "person", "name": "Nia", "email": "nia@knowsley.test"}

    assert at_once(lambda: ada.post("/people", nia)) == [201, 409]
