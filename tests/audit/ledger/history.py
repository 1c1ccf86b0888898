"""Units of work the tests of the log share, each named for what it leaves behind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any  # a parsed leaf holds whatever JSON holds
from uuid import UUID

from backend.audit.models import Entry, Log
from backend.audit.source import Source
from backend.audit.unit import Unit, unit_of_work
from tests.audit.ledger.models import Lamp, Street
from tests.audit.ledger.people import PRIYA, STREET_ID, TOM, Walker


@contextmanager
def unit_from(source: Source, by: Walker = PRIYA) -> Iterator[Unit]:
    with unit_of_work(by=by, at=source.now(), source=source) as unit:
        yield unit


def open_street(source: Source, street_id: UUID = STREET_ID, name: str = "Mill Lane") -> Street:
    with unit_from(source) as unit:
        log = Log.objects.create(id=street_id, origin=f"accord.example/{street_id}")
        return unit.record("street.opened", Street(log=log, name=name))


def raise_lamp(source: Source, street: Street, title: str = "Corner", **facts: Any) -> Lamp:
    with unit_from(source) as unit:
        return unit.record("lamp.raised", Lamp(street=street, title=title, **facts))


def retitle(source: Source, lamp: Lamp, title: str) -> Lamp:
    with unit_from(source) as unit:
        lamp = Lamp.objects.select_for_update().get(id=lamp.id)
        lamp.title = title
        return unit.record("lamp.retitled", lamp, reason="It moved", told=[TOM.id])


def busy_street(source: Source) -> Street:
    """Seven entries: enough for three levels of the tree."""
    street = open_street(source)
    corner = raise_lamp(source, street)
    bend = raise_lamp(source, street, title="Bend", follows=corner)
    retitle(source, corner, "Old corner")
    retitle(source, bend, "Old bend")
    retitle(source, corner, "Corner")
    raise_lamp(source, street, title="Bridge", height="4.50")
    return street


def grow(source: Source, street: Street, size: int) -> None:
    """Until its log has this many entries, in one unit: a lamp is raised, and looked after."""
    missing = size - Entry.objects.filter(log_id=street.pk).count()
    with unit_from(source) as unit, unit.gathering():
        lamp = Lamp(street=street, title="Corner")
        for number in range(missing):
            unit.record("lamp.checked" if number else "lamp.raised", lamp)


def entries_of(log_id: UUID) -> list[Entry]:
    return list(Entry.objects.filter(log_id=log_id).order_by("index"))


def leaves_of(log_id: UUID) -> list[dict[str, Any]]:
    return [json.loads(bytes(one.leaf)) for one in entries_of(log_id)]
