"""Hears the lines of imports: looks, reads some, has them heard, wherever a worker runs.

Each step is one unit, by whoever submitted the import, with what they may do at that moment. Any
number of workers may do so at once; killed at any instant, what was begun is begun again.
"""

import logging
from threading import Event
from typing import Any, Final  # Any: bodies are JSON
from uuid import UUID

from django.conf import settings
from django.db import connections

from backend.api.bodies import NotJson, parse_json
from backend.api.serializers import shaped
from backend.audit import doorbell
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.errors import Fault, InputRefused
from backend.people.standing import present
from backend.sync.lines import Line, numbered
from backend.sync.models import Source
from backend.sync.operations.imports import (
    LineFailed,
    Waiting,
    hear_lines,
    imports_due,
    put_off_import,
)
from backend.sync.orders import order_faults
from backend.sync.serializers.bulk import SyncOneIn
from backend.sync.serializers.items import LONGEST_ID, item_of

# Of one line. They are kept, and a line can break as many rules as it has bytes.
MOST_FAULTS: Final = 20
NOT_JSON: Final = "This line is not one JSON text in UTF-8"

logger = logging.getLogger(__name__)


def import_until(stop: Event) -> None:
    """Until told to stop. The doorbell only hastens: the imports are looked at in any case."""
    stirred = Event()

    def ring(_log_id: UUID, _size: int) -> None:
        stirred.set()

    doorbell.subscribe(ring)
    try:
        while not stop.is_set():
            stirred.clear()
            _look(stop)
            stirred.wait(settings.IMPORT_LOOK_SECONDS)
    finally:
        doorbell.unsubscribe(ring)
        connections.close_all()


def import_once(stop: Event) -> int:
    """Everything due now, to its end or until told to stop. How many lines were heard."""
    heard = 0
    while not stop.is_set():
        before = heard
        for waiting in imports_due(now()):
            heard += _step(waiting)
            if stop.is_set():
                break
        if heard == before:
            break
    return heard


def _look(stop: Event) -> None:
    try:
        import_once(stop)
    except Exception:
        logger.exception("Imports could not be looked after, and will be again.")
        _let_go()


def _step(waiting: Waiting) -> int:
    """How many lines further. One import in turn with the others, some lines at a time."""
    try:
        return _hear(waiting)
    except Exception:
        logger.exception("Lines of the import %s could not be heard, and wait.", waiting.whole.id)
        _let_go()
    at = now()
    with unit_of_work(by=clock_in(waiting.whole.partnership_id, at), at=at) as unit:
        put_off_import(unit, waiting=waiting)
    return 0


def _let_go() -> None:
    """It may be the connection that failed; but none in a transaction that somebody else began."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _hear(waiting: Waiting) -> int:
    whole = waiting.whole
    lines = lines_to_hear(waiting)
    at = now()
    speaker = present(
        partnership_id=whole.partnership_id, actor_id=whole.submitted_by_id, at=at
    ) or clock_in(whole.partnership_id, at)
    with unit_of_work(
        by=speaker,
        at=at,
        request_id=waiting.progress.request_id,
        origin_client=whole.source.slug,
    ) as unit:
        is_heard = hear_lines(unit, waiting=waiting, lines=lines)
    return waiting.most if is_heard else 0


def lines_to_hear(waiting: Waiting) -> list[Line]:
    """Blank ones are passed over."""
    part = waiting.part
    some = numbered(bytes(part.content), part.first)[part.done : part.done + waiting.most]
    read = _failed if waiting.is_given_up else read_line
    return [read(number, raw, waiting.whole.source) for number, raw in some if raw.strip()]


def _failed(number: int, raw: bytes, source: Source) -> Line:
    try:
        external_id = read_line(number, raw, source).external_id
    except Exception:  # it may be the very reading that fails
        external_id = None
    return Line(number, external_id, LineFailed())


def read_line(number: int, raw: bytes, source: Source) -> Line:
    """As one of the items of a bulk; pointers begin at the line itself."""
    try:
        body = parse_json(raw)
    except NotJson:
        return Line(number, None, NotJson([Fault("parse_error", NOT_JSON, "#")]))
    except InputRefused as refused:
        return Line(number, None, _refused(refused.faults))
    given, faults = shaped(SyncOneIn, body)
    faults = faults or order_faults(source, given)
    if faults:
        return Line(number, _external_id(body), _refused(faults))
    external_id = given["external_id"]
    return Line(number, external_id, item_of(source, external_id, given, given.get("if_version")))


def _refused(faults: list[Fault]) -> InputRefused:
    return InputRefused(faults[:MOST_FAULTS])


def _external_id(body: Any) -> str | None:
    """Of an item that is refused, if it has one that could be looked for."""
    found = body.get("external_id") if isinstance(body, dict) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_ID else None
