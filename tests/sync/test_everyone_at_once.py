"""Writers, readers and partners all at once: by whichever door a change is learnt, it is learnt
once, in order and under one number; and what was rolled back is learnt by nobody.

On SQLite there is nothing to show: a transaction takes the one lock as it begins.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise
from random import Random
from threading import Event
from typing import Any, Final  # settings are of any type
from uuid import UUID

import pytest

from backend.actions.models import Action
from backend.actions.operations import revise_action
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.errors import Stale
from backend.sync import schedule
from backend.sync.delivering import deliver_until
from tests import borough as boroughs
from tests.actions.test_races import issue_tokens
from tests.borough import Borough, proposed_action
from tests.sync.arrivals import assert_all_told, to_tell, wait_until_told
from tests.sync.feed import Told, beginning, here, page, wait
from tests.sync.hooking import Hooked, active
from tests.sync.racing import delay, follow, let_go, number
from tests.sync.receiver import Received, Receiver, Reply, receiver

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WRITERS, UNITS, SUBJECTS, WORKERS = 8, 12, 8, 2
PATIENCE: Final = 120.0
SEED: Final = 2031
# One partner is slow; the other fails up to so often of one event, far less than is tried.
FAILURES: Final = 2


# Writers


class Abandoned(Exception):
    """A second thought, after all of the unit was written and numbered."""


@dataclass
class Books:
    """The writers' own account: the ids of the entries that stand, and of those that never did."""

    kept: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)


@let_go
def write(borough: Borough, subjects: Sequence[UUID], books: Books, seed: int) -> None:
    chance = Random(seed)
    for place in range(UNITS):
        some = sorted(chance.sample(subjects, chance.randint(1, 3)))
        written: list[str] = []
        try:
            with unit_of_work(by=borough.who("Priya"), at=now()) as unit:
                revise(unit, some, f"{seed}/{place}", written)
                delay(chance)
                think_again(unit, chance)
        except (Abandoned, Stale):
            # Stale: another writer was there first, perhaps at the last of the three.
            books.given_up += written
        else:
            books.kept += written


def revise(unit: Unit, some: Sequence[UUID], title: str, written: list[str]) -> None:
    for action_id in some:
        version = Action.objects.get(id=action_id).version
        revised = revise_action(unit, action_id=action_id, version=version, title=title)
        written.append(str(revised.entry_id))


def think_again(unit: Unit, chance: Random) -> None:
    """Numbered and not committed: here whoever goes by the highest number would be led astray."""
    number(unit)
    delay(chance)
    if chance.random() < 0.25:
        raise Abandoned


# Readers


def waiting_page(borough: Borough, who: str, cursor: str) -> Told:
    answer = wait(borough, who, cursor, "wait=1")
    assert answer.headers["Preference-Applied"] == "wait=1"
    body: Told = answer.json()
    return body


@dataclass(frozen=True)
class Reader:
    read: Callable[[str], Told]
    start: str
    first: int


def readers(borough: Borough) -> list[Reader]:
    place, size = here(borough), Entry.objects.count()
    return [
        # An auditor, to whom all is shown, from the beginning.
        Reader(partial(page, borough, "Audrey"), beginning(borough), 0),
        Reader(partial(waiting_page, borough, "Pat"), place, size),
        Reader(partial(page, borough, "Tom", limit=3), place, size),
    ]


# Partners


class Unreliable:
    """Takes an event and says that it failed, or hangs up, now and then."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._failed: Counter[str] = Counter()

    def __call__(self, one: Received) -> Reply:
        if self._failed[one.id] == FAILURES or self._chance.random() < 0.6:
            return Reply(204)
        self._failed[one.id] += 1
        return self._chance.choice([Reply(500), Reply(raw=b"")])


def slow(_: Received) -> Reply:
    return Reply(200, body=b"Thank you.", pause=0.005)


@contextmanager
def workers() -> Iterator[None]:
    stop = Event()
    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(deliver_until, stop) for _ in range(WORKERS)]
        try:
            yield
        finally:
            stop.set()
    assert [one.result() for one in working] == [None] * WORKERS


def assert_in_order(partner: Receiver, subjects: Sequence[UUID]) -> None:
    """Also what comes again: of one thing one event is under way until it has arrived."""
    for subject_id in subjects:
        indices = [one.index for one in partner.of(subject_id)]
        assert all(one <= next_one for one, next_one in pairwise(indices))


# All of them


@dataclass
class Scene:
    borough: Borough
    subjects: list[UUID]
    # The slow one first.
    partners: list[Receiver]
    hooked: list[Hooked]
    books: Books = field(default_factory=Books)


@pytest.fixture
def scene(
    transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    settings.WEBHOOK_LOOK_SECONDS = 0.05
    # As often as ever, but in no time: it is not about how long is waited.
    monkeypatch.setattr(schedule, "WAITS", (timedelta(milliseconds=10),) * len(schedule.WAITS))
    borough = boroughs.knowsley()
    issue_tokens(borough, ["Audrey", "Pat", "Tom"])
    subjects = [proposed_action(borough).id for _ in range(SUBJECTS)]
    with ExitStack() as stack:
        partners = [stack.enter_context(receiver()) for _ in range(2)]
        partners[0].reply, partners[1].reply = slow, Unreliable(Random(SEED))
        owners = ("Tracker", "Mirror")
        hooked = [active(borough, one.url, who) for one, who in zip(partners, owners, strict=True)]
        yield Scene(borough, subjects, partners, hooked)


def played(scene: Scene) -> list[tuple[Reader, list[Told]]]:
    """What each of the readers met."""
    borough, found = scene.borough, readers(scene.borough)
    with workers(), ThreadPoolExecutor(WRITERS + len(found)) as pool:
        writers: list[Future[None]] = [
            pool.submit(write, borough, scene.subjects, scene.books, SEED + place)
            for place in range(WRITERS)
        ]
        met = [pool.submit(follow, one.read, one.start, writers) for one in found]
        assert [one.result(PATIENCE) for one in writers] == [None] * WRITERS
        told = [one.result(PATIENCE) for one in met]
        for one in scene.hooked:
            wait_until_told(one)
    return list(zip(found, told, strict=True))


def test_everyone_learns_the_same_once_and_in_order(scene: Scene) -> None:
    size = Entry.objects.count()

    met = played(scene)

    log = [(index, str(one)) for index, one in entries().values_list("index", "id")]
    kept = {one for _, one in log[size:]}
    assert kept == set(scene.books.kept)
    assert len(scene.books.kept) == len(log) - size
    assert [index for index, _ in log] == list(range(len(log)))
    for reader, changes in met:
        assert [(one["index"], one["id"]) for one in changes] == log[reader.first :]
    for hooked, partner in zip(scene.hooked, scene.partners, strict=True):
        assert kept <= set(to_tell(hooked))
        assert_all_told(hooked, partner)
        assert_in_order(partner, scene.subjects)
    assert_eventful(scene)


def entries() -> Any:
    return Entry.objects.order_by("index")


def assert_eventful(scene: Scene) -> None:
    """Were it not so, little was put to the test."""
    slow_one, unreliable = scene.partners
    assert len(slow_one.ids) == len(set(slow_one.ids))
    assert len(unreliable.ids) > len(set(unreliable.ids)) * 1.2
    assert min(len(scene.books.kept), len(scene.books.given_up)) > WRITERS * UNITS / 4
