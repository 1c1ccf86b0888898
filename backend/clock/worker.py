"""Does what is due, wherever it runs: a process of its own, a thread of the server, or cron.

Any number of workers may look at the same rows. One that is killed leaves nothing half done: its
unit is rolled back, its claim runs out, and the next worker finds the row.
"""

import logging
from threading import Event

from django.conf import settings
from django.db import connections

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.errands import errands_running
from backend.clock.identity import clock, clock_in
from backend.clock.models import Due
from backend.clock.operations import (
    claim_due,
    do_chore,
    plan_chores,
    postpone_chore,
    unplanned,
    waiting,
)

logger = logging.getLogger(__name__)


def work_until(stop: Event) -> None:
    """Looks for what is due until told to stop, and finishes what it has begun."""
    try:
        with errands_running(stop):
            while not stop.is_set():
                _look(stop)
                stop.wait(settings.WORKER_LOOK_SECONDS)
    finally:
        connections.close_all()


def work_once(stop: Event) -> int:
    """Everything due now, to its end or until told to stop. How many chores were tried."""
    _plan()
    tried = 0
    while not stop.is_set() and (due := _claim()) is not None:
        _work_on(due)
        tried += 1
    return tried


def _look(stop: Event) -> None:
    try:
        work_once(stop)
    except Exception:
        # The database, most likely: what was begun is rolled back, and its claim runs out.
        logger.exception("The worker could not look for what is due, and will look again.")
        connections.close_all()


def _plan() -> None:
    # Asked first, so that looking does not write.
    if unplanned():
        at = now()
        with unit_of_work(by=clock(at), at=at) as unit:
            plan_chores(unit)


def _claim() -> Due | None:
    at = now()
    if not waiting(at).exists():
        return None
    with unit_of_work(by=clock(at), at=at) as unit:
        return claim_due(unit)


def _work_on(due: Due) -> None:
    at = now()
    by = clock_in(due.partnership_id, at)
    try:
        with unit_of_work(by=by, at=at) as unit:
            do_chore(unit, due=due)
    except Exception:
        logger.exception("The chore %s of %s failed, and waits.", due.chore, due.partnership_id)
        with unit_of_work(by=by, at=now()) as unit:
            postpone_chore(unit, due=due)
