"""The clock is read at the edge, through the one source that a test can set; days have one home."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, backend, last_name, offences, snippet

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("time", "time"),
    ("time", "time_ns"),
}


def clocks(source: Source) -> Iterator[str]:
    if source.app == "audit" and source.stands_in("source"):
        return
    for name, call in source.calls():
        owner = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if (owner, name) in CLOCKS:
            yield f"{source.at(call)} {owner}.{name}() is a clock of its own: take audit.source.now"


def homes(source: Source) -> Iterator[str]:
    if source.app == "audit" and source.stands_in("days"):
        return
    for name, call in source.calls():
        if name == "ZoneInfo":
            yield f"{source.at(call)} says again where days begin: take audit.days"


def test_it_counts_days_in_one_place() -> None:
    assert offences(homes, *backend()) == []


def test_it_notices_another_home() -> None:
    code = 'LONDON = ZoneInfo("Europe/London")'
    assert offences(homes, snippet("backend/clock/chores.py", code))
    assert not offences(homes, snippet("backend/audit/days.py", code))


def test_it_reads_one_clock() -> None:
    assert offences(clocks, *backend()) == []


@pytest.mark.parametrize(
    "reading", ["timezone.now()", "datetime.datetime.now(UTC)", "date.today()"]
)
def test_it_notices_another_clock(reading: str) -> None:
    assert offences(clocks, snippet("backend/actions/operations.py", f"at = {reading}"))
    assert not offences(clocks, snippet("backend/audit/source.py", f"at = {reading}"))
