"""The one way to change anything: a unit of work, and `record` for each row it changes."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum, auto
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from backend.api.actor import Actor
from backend.audit import doorbell
from backend.audit.append import Collected, append_to_logs
from backend.audit.days import day_of
from backend.audit.leaf import Doer
from backend.audit.models import Recorded
from backend.audit.saving import AtOnce, Gathered
from backend.audit.source import Source, current_source
from backend.audit.values import given_values, stored_fields
from backend.errors import Refused

RecordedT = TypeVar("RecordedT", bound=Recorded)

VERB = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", re.ASCII)


class Organisation(Enum):
    OF_THE_ACTOR = auto()


class Unit:
    """Who, when, and what was recorded so far. Nothing is numbered before the unit closes."""

    def __init__(
        self, by: Actor, at: datetime, request_id: UUID | None, origin_client: str, source: Source
    ) -> None:
        self.by = by
        self.at = at
        self.source = source
        self.origin_client = origin_client
        self.request_id = request_id or self.new_id()
        self.is_rehearsal = False
        self._saving: AtOnce | Gathered = AtOnce()
        self._collected: list[Collected] = []

    @property
    def on(self) -> date:
        return day_of(self.at)

    def new_id(self) -> UUID:
        return self.source.new_id(self.at)

    def rehearse(self) -> None:
        """Close in full, so that every refusal is met, then roll back."""
        self.is_rehearsal = True

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Rows recorded inside are saved on leaving, a table at a time; not at all if it raises."""
        gathered = Gathered()
        self._saving = gathered
        try:
            yield
            gathered.flush()
        finally:
            self._saving = AtOnce()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is done inside stands or falls by itself: a refusal that leaves takes all of it
        along, and nothing else of the unit. Rows in memory are then no longer those on record.
        """
        held, saving = len(self._collected), self._saving
        tried = saving.attempt() if isinstance(saving, Gathered) else transaction.atomic()
        try:
            with tried:
                yield
        except Refused:
            del self._collected[held:]
            raise

    def record(
        self,
        verb: str,
        subject: RecordedT,
        *,
        on_behalf_of: UUID | None = None,
        org: UUID | Organisation | None = Organisation.OF_THE_ACTOR,
        told: Iterable[UUID] = (),
        concerns: UUID | None = None,
        **given: object,
    ) -> RecordedT:
        """Save the row, once, and collect its entry; the unit appends it last, in the same commit.

        Free text in `given` is kept as an erasable disclosure; `concerns` is the person whose
        erasure clears it, if not the one the subject concerns.
        """
        if not VERB.fullmatch(verb):
            raise ValueError(f"{verb} is not a verb of the form noun.past_participle.")
        previous = self._save(subject)
        person = _person_concerned(subject)
        organisation = self.by.organisation_id if isinstance(org, Organisation) else org
        self._collected.append(
            Collected(
                id=subject.entry_id,
                log_id=subject.log_id,
                verb=verb,
                doer=Doer(self.by.id, self.by.kind, organisation, on_behalf_of),
                subject_type=subject.subject_type,
                subject_id=subject.pk,
                version=subject.version,
                audience=subject.audience,
                for_auditors=subject.for_auditors,
                previous=previous,
                fields=stored_fields(subject),
                given=given_values(given),
                told=frozenset(told),
                concerns=person,
                given_concerns=concerns or person,
            )
        )
        return subject

    def _save(self, subject: Recorded) -> UUID | None:
        """The id of the subject's entry before this one, if it had any."""
        previous: UUID | None = None if self._saving.is_new(subject) else subject.entry_id
        if subject.pk is None:
            subject.pk = self.new_id()
        subject.entry_id = self.new_id()
        subject.version = 1 if previous is None else subject.version + 1
        self._saving.take(subject)
        return previous

    def close(self) -> None:
        sizes = append_to_logs(self, self._collected)
        for log_id, size in sizes.items():
            transaction.on_commit(partial(doorbell.ring, log_id, size))
        if self.is_rehearsal:
            transaction.set_rollback(True)


def _person_concerned(subject: Recorded) -> UUID | None:
    if subject.concerns is None:
        return None
    person: UUID | None = getattr(subject, subject.concerns)
    return person


@contextmanager
def unit_of_work(
    *,
    by: Actor,
    at: datetime,
    request_id: UUID | None = None,
    origin_client: str = "",
    source: Source | None = None,
) -> Iterator[Unit]:
    """The only place that opens a transaction; leaving it appends what was recorded and commits."""
    with transaction.atomic(durable=True):
        unit = Unit(by, at, request_id, origin_client, source or current_source())
        yield unit
        unit.close()
