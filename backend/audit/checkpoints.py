"""Checkpoints (C2SP tlog-checkpoint): the size and root of a log, signed, on demand.

Signed only after the entries are committed. Inside the transaction a rollback would leave a signed
tree that never was, and the next append would fork it.
"""

from base64 import b64encode
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from backend.audit.append import frontier_of
from backend.audit.models import Checkpoint, Entry, Log
from backend.audit.signing import signer_for


def size_of(log_id: UUID) -> int:
    entries = Entry.objects.filter(log_id=log_id).order_by("-index")
    last = entries.values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def size_within(log_id: str) -> Combinable:
    """The same inside another query, whose column `log_id` names the log; null when empty."""
    entries = Entry.objects.filter(log_id=OuterRef(log_id)).order_by("-index")
    return Subquery(entries.values("index")[:1]) + 1


def root_of(log_id: UUID, size: int) -> bytes:
    """The root the log had at this size, now or at any time since."""
    return frontier_of(log_id, size).root()


def body_of(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def current_checkpoint(log: Log, at: datetime) -> Checkpoint:
    """Of the log as committed now: the one signed before, unless the log has grown since."""
    size = size_of(log.id)
    known = _signed(log, size)
    return known or _sign(log, size, at)


def _signed(log: Log, size: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(log=log, size=size).first()


def _sign(log: Log, size: int, at: datetime) -> Checkpoint:
    root = root_of(log.id, size)
    note = signer_for(log.origin).sign(body_of(log.origin, size, root))
    made = Checkpoint(log=log, size=size, root=root, note=note, at=at)
    try:
        made.save(force_insert=True)
    except IntegrityError:
        # Another request signed the same tree a moment ago: one signature is as good.
        return Checkpoint.objects.get(log=log, size=size)
    return made
