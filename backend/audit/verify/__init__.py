"""Whether a log is what it was: entries, checkpoints, disclosures, and the rows that live by it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from backend.audit import triggers
from backend.audit.models import Log
from backend.audit.verify.entries import Walk
from backend.audit.verify.faults import Fault
from backend.audit.verify.rows import rows_without_entry
from backend.audit.verify.subjects import faults_of_subjects

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """Of one log: how far it reads well, and every fault found, the first index first."""

    log: Log
    size: int
    root: bytes
    faults: list[Fault] = field(default_factory=list)


def verify_log(log: Log, progress: Progress = lambda done, total: None) -> Verdict:
    walk = Walk(log)
    faults = list(walk.faults(progress))
    if not faults:
        # Behind a broken entry every later comparison would only repeat the first.
        faults = sorted(faults_of_subjects(log), key=lambda one: one.order)
    return Verdict(log, walk.frontier.size, walk.frontier.root(), faults)


def verify_surroundings() -> list[str]:
    """What no single log answers for: the guards, and rows that name no entry of theirs."""
    return [*triggers.missing(connection), *rows_without_entry()]
