"""Answers to requests that carry a key: kept for two days, in the commit of what they answer.

Nothing here is recorded. A key's row is the first that its unit inserts, so the unique index lets
one of several twins work while the others wait for its commit and then find its answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import OperationalError, connection
from django.db.models import QuerySet

from backend.api.attempt import Attempt, Kept
from backend.audit.unit import Unit
from backend.errors import Conflict
from backend.people.models import KeptAnswer

LIFE: Final = timedelta(hours=48)
# Milliseconds, on PostgreSQL. On SQLite a twin waits for the whole unit before it begins its own,
# like whoever else writes, and then finds the answer.
PATIENCE: Final = 2_000
LOCK_NOT_AVAILABLE: Final = "55P03"
# So that one purge is one transaction of a moment.
MOST_AT_ONCE: Final = 2_000


class IdempotencyInFlight(Conflict):
    """A request with the same Idempotency-Key is still at work."""

    code = "idempotency_in_flight"
    title = "The same request is still at work"
    remedy = "Wait for the seconds in the Retry-After header, then send the same request again."
    headers: ClassVar[dict[str, str]] = {"Retry-After": "1"}

    def __init__(self) -> None:
        super().__init__(
            "A request with this key is still at work. Send the same again in a second."
        )


def kept_answer(attempt: Attempt, *, at: datetime) -> Kept | None:
    row = _rows_of(attempt).filter(expires_at__gt=at).first()
    return None if row is None else _kept(row)


def claim_key(unit: Unit, *, attempt: Attempt) -> Kept | None:
    """What a twin that came first was answered; None: there was none, and the key is this unit's.

    Raises IdempotencyInFlight.
    """
    fresh = KeptAnswer(
        id=unit.new_id(),
        partnership_id=attempt.partnership_id,
        actor_id=attempt.actor_id,
        place=attempt.place,
        fingerprint=attempt.fingerprint,
        created_at=unit.at,
        expires_at=unit.at + LIFE,
    )
    with _patience():
        _rows_of(attempt).filter(expires_at__lte=unit.at).delete()
        KeptAnswer.objects.bulk_create([fresh], ignore_conflicts=True)
    row = _rows_of(attempt).get()
    return None if row.id == fresh.id else _kept(row)


def keep_answer(unit: Unit, *, attempt: Attempt, kept: Kept) -> None:
    """Of the key that this unit has claimed."""
    _rows_of(attempt).update(status=kept.status, headers=dict(kept.headers), body=kept.body)


def forget_answers(unit: Unit) -> None:
    """Part of erasing: what is being erased may stand in any answer of the partnership. Their keys
    stay, so that nothing is done twice. What has expired is about to go as a whole.
    """
    rows = KeptAnswer.objects.filter(
        partnership_id=unit.by.partnership_id, expires_at__gt=unit.at, body__isnull=False
    )
    # Locked in one order: two may erase at once.
    list(rows.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
    rows.update(body=None)


def purge_answers(unit: Unit) -> bool:
    """Whether there may be more of those that have expired."""
    expired = KeptAnswer.objects.filter(
        partnership_id=unit.by.partnership_id, expires_at__lte=unit.at
    )
    # By their ids, which no later answer has, whoever claims the same key meanwhile.
    ids = list(expired.order_by("expires_at", "id").values_list("id", flat=True)[:MOST_AT_ONCE])
    KeptAnswer.objects.filter(id__in=ids).delete()
    return len(ids) == MOST_AT_ONCE


def _rows_of(attempt: Attempt) -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(
        partnership_id=attempt.partnership_id, actor_id=attempt.actor_id, place=attempt.place
    )


def _kept(row: KeptAnswer) -> Kept:
    assert row.status is not None, "what others can see is committed, with its answer"
    body = None if row.body is None else bytes(row.body)
    return Kept(row.fingerprint, row.status, row.headers, body)


@contextmanager
def _patience() -> Iterator[None]:
    """Waits for a twin no longer than that; for anything after it as long as ever."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
        try:
            yield
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
                raise IdempotencyInFlight from None
            raise
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
