"""The queue of due rows. None of them is recorded: what a chore does is."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.audit.unit import Unit
from backend.clock.chores import Chore, all_chores, chore_named
from backend.clock.models import Due
from backend.people.models import Partnership

# Longer than any chore takes: after it, its worker counts as dead.
LEASE: Final = timedelta(minutes=10)
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)


def unplanned() -> list[Due]:
    """Of each partnership and chore that has no row yet; not saved, and due at no time."""
    return [
        Due(chore=chore.name, partnership_id=partnership_id)
        for chore in all_chores()
        for partnership_id in _without(chore)
    ]


def _without(chore: Chore) -> QuerySet[Partnership, UUID]:
    """Asked every few seconds, so the database answers with what is missing, mostly nothing."""
    planned = Due.objects.filter(chore=chore.name, partnership=OuterRef("pk"))
    rows = Partnership.objects.filter(~Exists(planned)).order_by("id")
    return rows.values_list("id", flat=True)


def plan_chores(unit: Unit) -> None:
    """Of two workers that plan at once, the second finds the rows of the first."""
    fresh = unplanned()
    for due in fresh:
        due.due_at = chore_named(due.chore).next_after(unit.at)
    Due.objects.bulk_create(fresh, ignore_conflicts=True)


def waiting(at: datetime) -> QuerySet[Due]:
    """Due, of a chore known here, and in no living worker's hands; the longest due first."""
    names = [chore.name for chore in all_chores()]
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    return Due.objects.filter(free, due_at__lte=at, chore__in=names).order_by("due_at", "id")


def claim_due(unit: Unit) -> Due | None:
    """This worker's own until the lease ends. None: nothing is due that others do not have."""
    until = unit.at + LEASE
    while (due := waiting(unit.at).select_for_update(skip_locked=True).first()) is not None:
        # Where rows cannot be locked, one statement decides between two workers; whoever loses
        # looks for the next.
        if waiting(unit.at).filter(id=due.id).update(claimed_until=until) == 1:
            due.claimed_until = until
            return due
    return None


def do_chore(unit: Unit, *, due: Due) -> bool:
    """The chore and its next time stand together or not at all. False: the claim has run out, and
    another worker has it.
    """
    held = _held(due)
    if held is None:
        return False
    chore = chore_named(due.chore)
    is_unfinished = chore.work(unit)
    _set_free(held, unit.at if is_unfinished else chore.next_after(unit.at), failures=0)
    return True


def postpone_chore(unit: Unit, *, due: Due) -> None:
    """After a failure: tried again, each time later, never left."""
    held = _held(due)
    if held is None:
        return
    pause = min(FIRST_PAUSE * 2 ** min(held.failures, 10), LONGEST_PAUSE)
    _set_free(held, unit.at + pause, failures=min(held.failures + 1, 32_767))


def _held(due: Due) -> Due | None:
    """Locked, if it is still this claim's."""
    same = Due.objects.select_for_update().filter(id=due.id, claimed_until=due.claimed_until)
    return same.first()


def _set_free(due: Due, due_at: datetime, *, failures: int) -> None:
    due.due_at, due.claimed_until, due.failures = due_at, None, failures
    due.save(update_fields=["due_at", "claimed_until", "failures"])
