"""Readers who follow the changes while others write, wait and give up: each is told all, once.

On SQLite there is nothing to show: a transaction takes the one lock as it begins, so that no two
are ever open at once, and what is read is what was committed.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Event
from typing import Final

import pytest

from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people.models import Organisation
from tests import borough as boroughs
from tests.actions.test_races import issue_tokens
from tests.borough import Borough
from tests.sync.feed import Told, here, page
from tests.sync.racing import delay, follow, let_go, number

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WRITERS, UNITS = 8, 20
# Each with the number of changes it takes at a time.
READERS: Final = {"Pat": 3, "Tom": 10, "Audrey": 200}
PATIENCE: Final = 60.0


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    made = boroughs.knowsley()
    issue_tokens(made, list(READERS))
    return made


def add(unit: Unit, borough: Borough, name: str) -> None:
    organisation = Organisation(partnership=borough.partnership, name=name, kind="other")
    unit.record("organisation.added", organisation)


# One that is slow


class Slow:
    """A unit in a thread of its own, which goes on a step when it is told to."""

    def __init__(self, borough: Borough, pool: ThreadPoolExecutor, name: str) -> None:
        self._may_commit, self._has_written = Event(), Event()
        self._working = pool.submit(let_go(self._work), borough, name)
        assert self._has_written.wait(PATIENCE)

    def _work(self, borough: Borough, name: str) -> None:
        with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
            add(unit, borough, name)
            self._has_written.set()
            assert self._may_commit.wait(PATIENCE)

    def commit(self) -> None:
        self._may_commit.set()
        self._working.result(PATIENCE)


def named(changes: list[Told]) -> list[str]:
    ids = [one["resource"]["id"] for one in changes]
    names = dict(Organisation.objects.values_list("id", "name"))
    return [next(name for key, name in names.items() if str(key) == one) for one in ids]


def test_it_tells_of_a_change_that_was_begun_first_and_committed_last(knowsley: Borough) -> None:
    place = here(knowsley)
    with ThreadPoolExecutor(2) as pool:
        slow, quick = Slow(knowsley, pool, "Slow"), Slow(knowsley, pool, "Quick")
        quick.commit()
        before = page(knowsley, "Pat", place)
        slow.commit()
        after = page(knowsley, "Pat", before["next_cursor"])

    assert named(before["results"]) == ["Quick"]
    assert named(after["results"]) == ["Slow"]
    assert before["results"][0]["index"] + 1 == after["results"][0]["index"]


# Many


@let_go
def write(borough: Borough, seed: int) -> None:
    """Units of one to three entries, a fifth of them given up."""
    chance = Random(seed)
    ada = borough.who("Ada")
    for place in range(UNITS):
        with unit_of_work(by=ada, at=now()) as unit:
            delay(chance)
            for part in range(chance.randint(1, 3)):
                add(unit, borough, f"{seed}/{place}/{part}")
            # Numbered and not committed: here a reader of a sequence would be led past them.
            number(unit)
            delay(chance)
            if chance.random() < 0.2:
                unit.rehearse()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS + len(READERS)) as pool:
        yield pool


def test_it_tells_every_reader_the_same_once_and_in_order(
    knowsley: Borough, pool: ThreadPoolExecutor
) -> None:
    place, size = here(knowsley), Entry.objects.count()
    writers = [pool.submit(write, knowsley, seed) for seed in range(WRITERS)]
    following = {
        who: pool.submit(follow, partial(page, knowsley, who, limit=limit), place, writers)
        for who, limit in READERS.items()
    }
    met = {who: one.result(PATIENCE * 2) for who, one in following.items()}

    assert [one.result() for one in writers] == [None] * WRITERS
    kept = list(Entry.objects.filter(index__gte=size).order_by("index"))
    expected = [(one.index, str(one.id), str(one.subject_id)) for one in kept]
    for changes in met.values():
        found = [(one["index"], one["id"], one["resource"]["id"]) for one in changes]
        assert found == expected
    assert [one.index for one in kept] == list(range(size, size + len(kept)))
    # Some were given up: their numbers went to others.
    assert WRITERS * UNITS * 0.5 < len(kept) < WRITERS * UNITS * 3
    assert Organisation.objects.filter(name__contains="/").count() == len(kept)
