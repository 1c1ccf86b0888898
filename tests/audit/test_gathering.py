"""Rows recorded together reach their tables together, and say what their entries say."""

from collections.abc import Callable
from copy import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.fold import fold
from backend.audit.models import Entry
from backend.audit.source import SeededSource
from backend.audit.unit import Unit
from backend.audit.values import stored_fields
from backend.errors import Refused
from tests.audit.ledger.history import entries_of, unit_from
from tests.audit.ledger.models import Lamp, Street


def raised(unit: Unit, street: Street, title: str) -> Lamp:
    return unit.record("lamp.raised", Lamp(street=street, title=title))


def retitled(unit: Unit, lamp: Lamp, title: str) -> None:
    lamp.title = title
    unit.record("lamp.retitled", lamp)


def fail_after_raising(unit: Unit, street: Street) -> None:
    with unit.gathering():
        raised(unit, street, "Corner")
        raise RuntimeError


def titles(street: Street) -> list[tuple[str, int]]:
    lamps = Lamp.objects.filter(street=street).order_by("title")
    return list(lamps.values_list("title", "version"))


def test_it_saves_what_is_new_and_what_is_known(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        known = raised(unit, street, "Corner")

    with unit_from(source) as unit, unit.gathering():
        retitled(unit, known, "Bend")
        raised(unit, street, "Gate")

    assert titles(street) == [("Bend", 2), ("Gate", 1)]
    folded = fold(Entry.objects.filter(log_id=street.pk).order_by("index"))
    for lamp in Lamp.objects.filter(street=street):
        stored = stored_fields(lamp)
        assert folded["lamp", lamp.pk] == {**stored.shown, **stored.hidden}


def test_it_saves_a_row_changed_twice_once(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit, unit.gathering():
        lamp = raised(unit, street, "Corner")
        retitled(unit, lamp, "Bend")

    assert titles(street) == [("Bend", 2)]
    assert [one.subject_version for one in entries_of(street.pk)][-2:] == [1, 2]


def test_it_saves_nothing_when_it_fails(street: Street, source: SeededSource) -> None:
    before = len(entries_of(street.pk))

    with pytest.raises(RuntimeError), unit_from(source) as unit:
        fail_after_raising(unit, street)

    assert (titles(street), len(entries_of(street.pk))) == ([], before)


def test_it_saves_each_version_of_a_row_it_knew(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        known = raised(unit, street, "Corner")

    with unit_from(source) as unit, unit.gathering():
        retitled(unit, known, "Bend")
        retitled(unit, known, "Curve")

    assert titles(street) == [("Curve", 3)]
    assert [one.subject_version for one in entries_of(street.pk)][-2:] == [2, 3]


class TooMany(Refused):
    """Made up."""

    code = "too_many"


def refuse_after(unit: Unit, work: Callable[[], object]) -> None:
    with unit.attempt():
        work()
        raise TooMany("There are lamps enough.")


def test_it_saves_nothing_of_what_was_refused(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        known = raised(unit, street, "Corner")

    with unit_from(source) as unit, unit.gathering():
        kept = copy(known)
        retitled(unit, kept, "Bend")
        with pytest.raises(TooMany):
            refuse_after(unit, lambda: retitled(unit, copy(kept), "Curve"))
        with pytest.raises(TooMany):
            refuse_after(unit, lambda: raised(unit, street, "Gate"))
        raised(unit, street, "Lane")

    assert titles(street) == [("Bend", 2), ("Lane", 1)]
    assert [one.verb for one in entries_of(street.pk)][-2:] == ["lamp.retitled", "lamp.raised"]


def test_it_saves_at_once_again_afterwards(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        with unit.gathering():
            raised(unit, street, "Corner")
        raised(unit, street, "Gate")
        assert Lamp.objects.filter(street=street).count() == 2


def statements(source: SeededSource, lamps: list[Lamp]) -> int:
    with (
        CaptureQueriesContext(connection) as captured,
        unit_from(source) as unit,
        unit.gathering(),
    ):
        for lamp in lamps:
            retitled(unit, lamp, "Bend")
    return len(captured)


@pytest.mark.postgres
def test_it_takes_as_many_statements_for_many_as_for_two(
    street: Street, source: SeededSource
) -> None:
    with unit_from(source) as unit:
        lamps = [raised(unit, street, f"Lamp {place}") for place in range(30)]

    assert statements(source, lamps[:2]) == statements(source, lamps[2:])
