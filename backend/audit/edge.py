"""Where HTTP meets the log: a write opens the one unit, a list says how far the log had come."""

from contextlib import AbstractContextManager

from backend.api import reads, writes
from backend.api.frame import request_id_of
from backend.audit.checkpoints import size_of
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work


class Write(writes.Write):
    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(
            by=self.actor, at=now(), request_id=request_id_of(self.request._request)
        )


class Listing(reads.Listing):
    def position(self) -> int:
        return size_of(self.actor.partnership_id)
