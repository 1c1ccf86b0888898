"""What a reader is shown of a log: the leaves their audiences cover, and what these disclose."""

from dataclasses import dataclass
from uuid import UUID

from backend.api.actor import Audiences
from backend.audit.checkpoints import size_of
from backend.audit.leaf import digests_in
from backend.audit.models import AUDITORS, Disclosure, Entry


@dataclass(frozen=True)
class Shown:
    index: int
    leaf: str
    disclosures: list[str]


@dataclass(frozen=True)
class Stretch:
    entries: list[Shown]
    after: int
    size: int


def read_after(log_id: UUID, audiences: Audiences, *, after: int, limit: int) -> Stretch:
    """At most `limit` visible entries, and the index up to which nothing more is to be seen."""
    # Before the entries: what is appended between the two is left for the next reading, or the
    # index passed on could skip it.
    size = size_of(log_id)
    entries = Entry.objects.filter(log_id=log_id, index__gt=after, index__lt=size)
    if not audiences.everything:
        entries = entries.filter(audience__in=audiences.names)
    found = [
        (index, bytes(leaf))
        for index, leaf in entries.order_by("index").values_list("index", "leaf")[:limit]
    ]
    seen_to = found[-1][0] if len(found) == limit else max(after, size - 1)
    return Stretch(_shown(found, audiences), seen_to, size)


def _shown(found: list[tuple[int, bytes]], audiences: Audiences) -> list[Shown]:
    digests = {index: digests_in(leaf) for index, leaf in found}
    wanted = {digest for their in digests.values() for digest in their}
    disclosures = Disclosure.objects.filter(digest__in=wanted, value__isnull=False)
    if AUDITORS not in audiences:
        disclosures = disclosures.exclude(audience=AUDITORS)
    held = dict(disclosures.order_by().values_list("digest", "value"))
    return [
        Shown(index, leaf.decode(), [str(held[one]) for one in digests[index] if one in held])
        for index, leaf in found
    ]
