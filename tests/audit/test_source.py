from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from backend.audit.source import SeededSource, Source, SystemSource, current_source

NOON = datetime(2026, 11, 22, 12, 0, 0, 123_000, tzinfo=UTC)
SOURCES = pytest.mark.parametrize("make", [SystemSource, SeededSource])


@SOURCES
def test_it_makes_version_7_ids_of_the_instant(make: Callable[[], Source]) -> None:
    made = make().new_id(NOON)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


@SOURCES
def test_it_makes_rising_ids(make: Callable[[], Source]) -> None:
    source = make()
    times = [NOON + timedelta(milliseconds=late) for late in (0, 0, 5, 3, 0, 5)]

    made = [source.new_id(at) for at in times for _ in range(200)]

    assert made == sorted(set(made))


def test_it_starts_afresh_when_the_clock_was_set_back() -> None:
    source = SystemSource()
    source.new_id(NOON + timedelta(days=1))

    assert source.new_id(NOON).int >> 80 == int(NOON.timestamp() * 1000)


def test_it_gives_the_same_from_the_same_seed() -> None:
    one, other, third = SeededSource(), SeededSource(), SeededSource(seed="another")

    assert one.salt() == other.salt() != third.salt()
    assert one.new_id(one.now()) == other.new_id(other.now())


def test_it_is_chosen_by_setting(settings: Settings) -> None:
    settings.SOURCE = "backend.audit.source.SeededSource"

    assert isinstance(current_source(), SeededSource)
    assert current_source() is current_source()
