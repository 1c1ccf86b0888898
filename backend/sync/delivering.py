"""Tells the endpoints what is in the log: looks, claims, sends, settles, wherever a worker runs.

One thread asks and writes the database; the others only post. Any number of workers may do so at
once. Killed at any instant, what was sent and not yet settled is sent again, under the same id.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from time import monotonic
from typing import Final, TypeVar
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

Done = TypeVar("Done")

logger = logging.getLogger(__name__)


def deliver_until(stop: Event) -> None:
    """Until told to stop. The doorbell only hastens: the log is looked at in any case."""
    senders = Senders(settings.WEBHOOK_SENDERS, post)

    def ring(_log_id: UUID, _size: int) -> None:
        senders.ring()

    doorbell.subscribe(ring)
    try:
        while not stop.is_set():
            _settle(senders, _patience(_safely(_look, senders)))
        _finish(senders)
    finally:
        doorbell.unsubscribe(ring)
        connections.close_all()


def deliver_once(stop: Event) -> int:
    """Everything due now, to its end or until told to stop. How many were sent."""
    senders = Senders(settings.WEBHOOK_SENDERS, post)
    sent = 0
    while not stop.is_set():
        looked = _look(senders)
        sent += looked.sent
        if not (senders.busy or looked.told):
            break
        _settle(senders, _patience(looked))
    _finish(senders)
    return sent


@dataclass(frozen=True)
class Looked:
    sent: int
    # To how many endpoints more of the log was told, which is then due.
    told: int


def _look(senders: Senders) -> Looked:
    """A page of the log for each endpoint at most, so that none that catches up holds others up."""
    # Before the pages: what is answered while they are written is settled before any claim is made
    # anew, or what has arrived would be sent again once its claim runs out.
    sent = _send(senders)
    return Looked(sent, told=sum(_at(place, _tell) for place in endpoints_behind()))


def _patience(looked: Looked | None) -> float:
    return 0 if looked and looked.told else settings.WEBHOOK_LOOK_SECONDS


def _send(senders: Senders) -> int:
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
    at = now()
    with unit_of_work(by=clock_in(partnership_id, at), at=at) as unit:
        return int(tell_webhook_endpoint(unit, endpoint_id=endpoint_id))


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


def _safely(do: Callable[..., Done], *given: object) -> Done | None:
    try:
        return do(*given)
    except Exception:
        # The database, most likely: a claim runs out, and what it was for is done again.
        logger.exception("Webhooks could not be looked after, and will be again.")
        connections.close_all()
        return None
