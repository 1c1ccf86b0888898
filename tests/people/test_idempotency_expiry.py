"""A key counts for two days, and nothing of it stays."""

from datetime import datetime, timedelta
from threading import Event
from typing import Final

import pytest
import time_machine

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.clock.worker import work_once
from backend.people.models import KeptAnswer
from backend.people.operations import answers, purge_answers
from tests.borough import Borough
from tests.people.sending import added, friends, is_replayed, told

LIFE: Final = timedelta(hours=48)
A_MOMENT: Final = timedelta(seconds=1)


def purged(borough: Borough, at: datetime) -> bool:
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return purge_answers(unit)


def test_it_counts_for_two_days(knowsley: Borough) -> None:
    ada, start = knowsley.as_("Ada"), now()
    with time_machine.travel(start, tick=False):
        first = added(ada, "one")

    with time_machine.travel(start + LIFE - A_MOMENT, tick=False):
        within = added(ada, "one")
    with time_machine.travel(start + LIFE, tick=False):
        after, again = added(ada, "one"), added(ada, "one")

    assert told(within) == told(first)
    assert (after.status_code, is_replayed(after), friends()) == (201, False, 2)
    assert (after.json()["id"] != first.json()["id"], told(again)) == (True, told(after))


def test_it_is_free_for_another_request_then(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    added(ada, "one")

    with time_machine.travel(now() + LIFE + A_MOMENT, tick=False):
        other = added(ada, "one", kind="business")

    assert (other.status_code, KeptAnswer.objects.count()) == (201, 1)


def test_it_is_purged_when_it_has_expired(knowsley: Borough, sefton: Borough) -> None:
    added(sefton.as_("Olga"), "one")
    start = now()
    for place, key in enumerate(("one", "two")):
        with time_machine.travel(start + timedelta(hours=place), tick=False):
            added(knowsley.as_("Ada"), key)

    counts = []
    for hours in (47, 48, 48, 49, 49):
        assert purged(knowsley, start + timedelta(hours=hours)) is False
        counts.append(KeptAnswer.objects.filter(partnership=knowsley.partnership).count())

    assert counts == [2, 1, 1, 0, 0]
    assert KeptAnswer.objects.count() == 1


def test_it_is_purged_in_pieces(knowsley: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_AT_ONCE", 2)
    for key in ("one", "two", "three"):
        added(knowsley.as_("Ada"), key)

    there_is_more = [purged(knowsley, now() + LIFE) for _ in range(2)]

    assert (there_is_more, KeptAnswer.objects.count()) == ([True, False], 0)


def test_it_is_purged_by_the_clock(knowsley: Borough) -> None:
    work_once(Event())
    added(knowsley.as_("Ada"), "one")

    with time_machine.travel(now() + LIFE + timedelta(hours=1), tick=False):
        work_once(Event())

    assert KeptAnswer.objects.count() == 0
