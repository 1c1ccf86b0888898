"""Checkpoints (C2SP tlog-checkpoint): the size and root of a log, signed, on demand.

Signed only after the entries are committed: inside the transaction a rollback would leave a signed
tree that never was, and the next append would fork it. The mark outside the database is moved in
between. So a crash leaves, in this order: nothing; a mark without its signature, which the next
request gives; a signature nobody saw, which the next request repeats byte for byte.
"""

from base64 import b64encode
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from backend.audit.append import frontier_of
from backend.audit.highwater import Mark, mark_of, move_mark
from backend.audit.keys import signers_at
from backend.audit.models import Checkpoint, Entry, Log
from backend.audit.signing import sign
from backend.errors import Refused


class LogRestored(Refused):
    """The log is shorter than what was signed of it, or another: most likely a backup was put
    back. Signing on would fork the history that readers hold a signature of.
    """

    code = "log_restored"
    # The request is right and may be sent again; it is the service that cannot answer until its
    # operator acts, and whatever watches it must hear of that as of a fault of its own.
    status: ClassVar[int] = 503
    title = "The log is not the one that was signed"
    remedy = "Keep the checkpoints you have and tell whoever runs the service."

    def __init__(self, origin: str, size: int, mark: Mark) -> None:
        state = (
            f"has {size} entries"
            if size < mark.size
            else f"has another root at {mark.size} entries"
        )
        super().__init__(
            f"{origin} was signed at {mark.size} entries with the root "
            f"{b64encode(mark.root).decode()}, and now {state}: nothing more is signed. Whoever "
            "runs the service puts back what is missing, or says in the log that it is lost: "
            f"manage.py accept_restored_log {origin} --reason …"
        )


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


def tree_of(log: Log) -> Mark:
    size = size_of(log.id)
    return Mark(size, root_of(log.id, size))


def has_grown_from(mark: Mark, log: Log, tree: Mark) -> bool:
    """Whether what was signed is a part of what the log holds now."""
    if mark.size >= tree.size:
        return mark == tree
    return root_of(log.id, mark.size) == mark.root


def current_checkpoint(log: Log, at: datetime) -> Checkpoint:
    """Of the log as committed now: the one signed before, unless the log has grown since."""
    while True:
        mark = mark_of(log.origin)
        tree = tree_of(log)
        if mark and not has_grown_from(mark, log, tree):
            raise LogRestored(log.origin, tree.size, mark)
        if mark == tree or move_mark(log.origin, was=mark, to=tree):
            return _signed(log, tree.size) or _sign(log, tree, at)
        # Another request has moved the mark since: look again from where it stands.


def _signed(log: Log, size: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(log=log, size=size).first()


def _sign(log: Log, tree: Mark, at: datetime) -> Checkpoint:
    note = sign(body_of(log.origin, *tree), signers_at(log, tree.size))
    made = Checkpoint(log=log, size=tree.size, root=tree.root, note=note, at=at)
    try:
        made.save(force_insert=True)
    except IntegrityError:
        # Another request signed the same tree a moment ago: one signature is as good.
        return Checkpoint.objects.get(log=log, size=tree.size)
    return made
