"""How a source fares, counted hour by hour. None of it is recorded: the log has what was done."""

from datetime import UTC

from backend.audit.unit import Unit
from backend.sync.models import Outcome, Source, Tally


def count_item(unit: Unit, *, source: Source, outcome: Outcome, code: str = "") -> None:
    """The source is locked."""
    hour = unit.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    tally = Tally.objects.filter(source=source, outcome=outcome, slot=hour.hour).first()
    if tally is None:
        tally = Tally(source=source, outcome=outcome, slot=hour.hour, hour=hour)
    if tally.hour != hour:
        tally.hour, tally.times = hour, 0
    tally.times, tally.last_at, tally.code = tally.times + 1, unit.at, code
    tally.save()
