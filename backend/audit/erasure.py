"""Emptying disclosures: the one change the log's own tables allow, and no proof notices it.

The caller blanks the live rows and records the erasure in the same unit. What that unit records is
committed to when it closes, so what it says anew of the person is not emptied with the rest.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from backend.audit.commitments import MOST_AT_ONCE
from backend.audit.leaf import digests_in
from backend.audit.models import Disclosure, Entry
from backend.audit.unit import Unit


def clear_disclosures(unit: Unit, person: UUID) -> int:
    """What the actor's log discloses about a person."""
    about = Disclosure.objects.filter(
        log_id=unit.by.partnership_id, concerns=person, value__isnull=False
    )
    return about.update(value=None)


def clear_field(unit: Unit, subject_type: str, subjects: Collection[UUID], field: str) -> int:
    """One text of these subjects: in whichever entry of theirs, and as often as it changed."""
    return sum(
        Disclosure.objects.filter(digest__in=some, field=field, value__isnull=False).update(
            value=None
        )
        for some in _digests_of(unit.by.partnership_id, subject_type, subjects)
    )


def _digests_of(log_id: UUID, subject_type: str, subjects: Collection[UUID]) -> Iterator[list[str]]:
    # By way of their entries, which are found by subject; disclosures are found by digest alone.
    leaves = Entry.objects.filter(
        log_id=log_id, subject_type=subject_type, subject_id__in=subjects
    ).order_by("index")
    digests = (digests_in(bytes(leaf)) for leaf in leaves.values_list("leaf", flat=True))
    wanted = sorted({one for their in digests for one in their})
    for start in range(0, len(wanted), MOST_AT_ONCE):
        yield wanted[start : start + MOST_AT_ONCE]
