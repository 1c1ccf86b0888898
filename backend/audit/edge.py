"""Where HTTP meets the log: a write opens the one unit, a list says how far the log had come."""

from contextlib import AbstractContextManager

from django.http import HttpResponse

from backend.api import reads, writes
from backend.api.attempt import Kept
from backend.api.frame import request_id_of
from backend.api.idempotency import answered_again, to_keep
from backend.audit.answers import keeper
from backend.audit.checkpoints import size_of
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work


class Write(writes.Write):
    """With an Idempotency-Key its answer is kept in the commit of what it answers."""

    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(
            by=self.actor,
            at=now(),
            request_id=request_id_of(self.request._request),
            origin_client=self.actor.client_id,
        )

    def replay(self) -> HttpResponse | None:
        if self.attempt is None:
            return None
        return self._again(keeper().kept_answer(self.attempt, at=now()))

    def claim(self, unit: Unit) -> HttpResponse | None:
        if self.attempt is None:
            return None
        return self._again(keeper().claim_key(unit, attempt=self.attempt))

    def keep(self, unit: Unit, response: HttpResponse) -> None:
        if self.attempt is not None:
            kept = to_keep(self.attempt, response, shown_once=self.shown_once)
            keeper().keep_answer(unit, attempt=self.attempt, kept=kept)

    def _again(self, kept: Kept | None) -> HttpResponse | None:
        if kept is None or self.attempt is None:
            return None
        return answered_again(kept, self.attempt)


class Listing(reads.Listing):
    def position(self) -> int:
        return size_of(self.actor.partnership_id)
