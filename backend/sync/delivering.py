"""Tells the endpoints what is in the log: looks, claims, sends, settles, wherever a worker runs.

One thread asks and writes the database; the others only post. Any number of workers may do so at
once. Killed at any instant, what was sent and not yet settled is sent again, under the same id.
"""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connections

from backend.audit import doorbell
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.sync.operations.sending import (
    IN_FLIGHT,
    Answer,
    Letter,
    claim_deliveries,
    endpoints_due,
    settle_delivery,
)
from backend.sync.operations.telling import Place, endpoints_behind, tell_webhook_endpoint
from backend.sync.outgoing import post
from backend.sync.senders import Senders

# What is under way when the worker is told to stop; the rest is sent again by the next.
SECONDS_TO_FINISH: Final = 8.0

logger = logging.getLogger(__name__)


def deliver_until(stop: Event) -> None:
    """Until told to stop. The doorbell only hastens: the log is looked at in any case."""
    senders = Senders(settings.WEBHOOK_SENDERS, post)

    def ring(_log_id: UUID, _size: int) -> None:
        senders.ring()

    doorbell.subscribe(ring)
    try:
        while not stop.is_set():
            _safely(_look, senders)
            _settle(senders, settings.WEBHOOK_LOOK_SECONDS)
        _finish(senders)
    finally:
        doorbell.unsubscribe(ring)
        connections.close_all()


def deliver_once(stop: Event) -> int:
    """Everything due now, to its end or until told to stop. How many were sent."""
    senders = Senders(settings.WEBHOOK_SENDERS, post)
    sent = 0
    while not stop.is_set():
        sent += _look(senders)
        if not senders.busy:
            break
        _settle(senders, settings.WEBHOOK_LOOK_SECONDS)
    _finish(senders)
    return sent


def _look(senders: Senders) -> int:
    for place in endpoints_behind():
        _at(place, _tell)
    sent = 0
    places = endpoints_due(now())
    for number, place in enumerate(places):
        if not senders.free:
            break
        # Each is sent its first before any is sent all it may be: slow ones keep what they have.
        share = max(senders.free // (len(places) - number), 1)
        sent += _at(place, partial(_claim, senders=senders, share=share))
    return sent


def _at(place: Place, do: Callable[[Place], int]) -> int:
    """One endpoint that cannot be told must not keep the others from being told."""
    try:
        return do(place)
    except Exception:
        logger.exception("The endpoint %s could not be told, and waits.", place[0])
        connections.close_all()
        return 0


def _tell(place: Place) -> int:
    endpoint_id, partnership_id = place
    has_more = True
    pages = 0
    while has_more:
        at = now()
        with unit_of_work(by=clock_in(partnership_id, at), at=at) as unit:
            has_more = tell_webhook_endpoint(unit, endpoint_id=endpoint_id)
        pages += 1
    return pages


def _claim(place: Place, senders: Senders, share: int) -> int:
    endpoint_id, partnership_id = place
    at = now()
    most = min(share, IN_FLIGHT)
    with unit_of_work(by=clock_in(partnership_id, at), at=at) as unit:
        letters = claim_deliveries(unit, endpoint_id=endpoint_id, most=most)
    for letter in letters:
        senders.send(letter)
    return len(letters)


def _settle(senders: Senders, seconds: float) -> None:
    for letter, answer in senders.wait(seconds):
        _safely(_settle_one, letter, answer)


def _settle_one(letter: Letter, answer: Answer) -> None:
    at = now()
    with unit_of_work(by=clock_in(letter.partnership_id, at), at=at) as unit:
        settle_delivery(unit, letter=letter, answer=answer)


def _finish(senders: Senders) -> None:
    ends = monotonic() + SECONDS_TO_FINISH
    while senders.busy and (left := ends - monotonic()) > 0:
        _settle(senders, left)
    senders.dismiss()


def _safely(do: Callable[..., object], *given: object) -> None:
    try:
        do(*given)
    except Exception:
        # The database, most likely: a claim runs out, and what it was for is done again.
        logger.exception("Webhooks could not be looked after, and will be again.")
        connections.close_all()
