"""How a source fares, counted hour by hour. None of it is recorded: the log has what was done."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC

from backend.audit.unit import Unit
from backend.sync.models import Outcome, Source, Tally


def count_items(unit: Unit, *, source: Source, became: Sequence[tuple[Outcome, str]]) -> None:
    """Of each item its outcome, and the code if it was refused. The source is locked."""
    codes = dict(became)
    for outcome, times in Counter(outcome for outcome, _ in became).items():
        _count(unit, source, outcome, times, codes[outcome])


def _count(unit: Unit, source: Source, outcome: Outcome, times: int, code: str) -> None:
    hour = unit.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    tally = Tally.objects.filter(source=source, outcome=outcome, slot=hour.hour).first()
    if tally is None:
        tally = Tally(source=source, outcome=outcome, slot=hour.hour, hour=hour)
    if tally.hour != hour:
        tally.hour, tally.times = hour, 0
    tally.times, tally.last_at, tally.code = tally.times + times, unit.at, code
    tally.save()
