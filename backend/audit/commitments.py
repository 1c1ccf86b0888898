"""Which disclosure each hidden value has: the one it had before, or a new one when it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

from backend.audit import canonical, disclosures, statements
from backend.audit.canonical import Plain
from backend.audit.leaf import digests_after
from backend.audit.models import AUDITORS, Disclosure
from backend.audit.source import Source
from backend.audit.statements import NewDisclosure
from backend.audit.values import Parted

# SQLite refuses a statement with more than 32,766 parameters.
MOST_AT_ONCE = 10_000
ItemT = TypeVar("ItemT")


class Change(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def log_id(self) -> UUID: ...
    @property
    def subject_type(self) -> str: ...
    @property
    def subject_id(self) -> UUID: ...
    @property
    def audience(self) -> str: ...
    @property
    def for_auditors(self) -> frozenset[str]: ...
    @property
    def previous(self) -> UUID | None: ...
    @property
    def fields(self) -> Parted: ...
    @property
    def given(self) -> Parted: ...
    @property
    def concerns(self) -> UUID | None: ...
    @property
    def given_concerns(self) -> UUID | None: ...


@dataclass(frozen=True)
class Before:
    """What the log holds of a subject as of one of its entries: by field, what is not erased."""

    audience: str
    current: dict[str, NewDisclosure] = field(default_factory=dict)


class Commitments:
    """The disclosures of one unit: those it finds, and those it makes."""

    def __init__(self, source: Source, changes: Sequence[Change]) -> None:
        self._source = source
        self._made: list[NewDisclosure] = []
        own = {one.id for one in changes}
        earlier = {one.previous for one in changes if one.previous is not None} - own
        self._before = _read_before(sorted(earlier))

    def audience_before(self, change: Change) -> str:
        if change.previous is None:
            return change.audience
        return self._before[change.previous].audience

    def to_fields(self, change: Change) -> list[str]:
        """A value keeps its disclosure until it changes; A, B, A has a new one each time.

        Kept for ever, a digest would tell that an old value came back; made anew each time, every
        entry would repeat every text.
        """
        before = self._before[change.previous].current if change.previous else {}
        now = {}
        for name, value in change.fields.hidden.items():
            held = before.get(name)
            if held is None or not _stands_for(held, value, change.concerns):
                audience = AUDITORS if name in change.for_auditors else change.audience
                held = self._make(change, name, value, change.concerns, audience)
            now[name] = held
        # The next change of this subject in the same unit finds them here.
        self._before[change.id] = Before(change.audience, now)
        return [one.digest for one in now.values()]

    def to_given(self, change: Change) -> list[str]:
        return [
            self._make(change, name, value, change.given_concerns, change.audience).digest
            for name, value in change.given.hidden.items()
        ]

    def insert(self) -> None:
        statements.insert(Disclosure, self._made)

    def _make(
        self, change: Change, name: str, value: Plain, concerns: UUID | None, audience: str
    ) -> NewDisclosure:
        text = disclosures.disclose(self._source.salt(), name, value)
        made = NewDisclosure(
            digest=disclosures.digest_of(text),
            log_id=change.log_id,
            subject_type=change.subject_type,
            subject_id=change.subject_id,
            field=name,
            concerns=concerns,
            audience=audience,
            value=text,
        )
        self._made.append(made)
        return made


def _stands_for(held: NewDisclosure, value: Plain, concerns: UUID | None) -> bool:
    if held.value is None or held.concerns != concerns:
        return False
    # Compared as bytes: in Python True equals 1.
    return canonical.encode(disclosures.read(held.value).value) == canonical.encode(value)


def _read_before(entry_ids: list[UUID]) -> dict[UUID, Before]:
    entries = [
        (entry_id, audience, digests_after(leaf))
        for some in _portions(entry_ids)
        for entry_id, audience, leaf in statements.read_leaves(some)
    ]
    digests = [digest for _, _, their in entries for digest in their]
    held = {one.digest: one for some in _portions(digests) for one in _read(some)}
    return {
        entry_id: Before(audience, {held[digest].field: held[digest] for digest in their})
        for entry_id, audience, their in entries
    }


def _read(digests: list[str]) -> Iterator[NewDisclosure]:
    found = Disclosure.objects.filter(digest__in=digests).order_by()
    return map(NewDisclosure._make, found.values_list(*NewDisclosure._fields))


def _portions(items: list[ItemT]) -> Iterator[list[ItemT]]:
    for start in range(0, len(items), MOST_AT_ONCE):
        yield items[start : start + MOST_AT_ONCE]
