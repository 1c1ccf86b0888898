"""Subject by subject: versions without a gap, and the live row equal to the last thing logged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import Any  # a parsed leaf holds whatever JSON holds
from uuid import UUID

import orjson

from backend.audit.leaf import digests_in, digests_of
from backend.audit.models import Disclosure, Entry, Log
from backend.audit.verify.faults import Fault
from backend.audit.verify.rows import fault_of_row, recorded_models

# Each time the disclosures are read through once: no index leads from a subject to its own.
AT_ONCE = 5_000


@dataclass
class Course:
    """One subject's entries so far, of which only the last leaf is kept."""

    type: str
    id: UUID
    index: int = -1
    leaf: dict[str, Any] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    fault: Fault | None = None

    def follow(self, index: int, content: bytes) -> None:
        leaf = orjson.loads(content)
        self.fault = self.fault or self._fault_of(index, leaf)
        self.index, self.leaf = index, leaf
        self.digests.update(digests_of(leaf))

    def _fault_of(self, index: int, leaf: dict[str, Any]) -> Fault | None:
        version = self.leaf["obj"]["ver"] if self.leaf else 0
        audience = self.leaf["aud"] if self.leaf else leaf["aud"]
        if leaf["obj"]["ver"] != version + 1:
            return Fault(f"it follows version {version} with {leaf['obj']['ver']}", index)
        if leaf["was"] != audience:
            return Fault(f"it was for {audience} before, not for {leaf['was']}", index)
        return None


def faults_of_subjects(log: Log) -> Iterator[Fault]:
    courses = _courses(log)
    while some := list(islice(courses, AT_ONCE)):
        yield from (one.fault for one in some if one.fault)
        held = _disclosures_of(log, some)
        yield from _orphans(log, some, held)
        yield from _faults_of_rows([one for one in some if not one.fault], held)


def _courses(log: Log) -> Iterator[Course]:
    rows = (
        Entry.objects.filter(log=log)
        .order_by("subject_type", "subject_id", "index")
        .values_list("subject_type", "subject_id", "index", "leaf")
    )
    for (kind, subject_id), entries in groupby(rows.iterator(1_000), key=itemgetter(0, 1)):
        course = Course(kind, subject_id)
        for _, _, index, content in entries:
            course.follow(index, bytes(content))
        yield course


def _disclosures_of(log: Log, courses: Iterable[Course]) -> list[Disclosure]:
    subjects = [one.id for one in courses]
    return list(Disclosure.objects.filter(log=log, subject_id__in=subjects).order_by("digest"))


def _orphans(log: Log, courses: list[Course], held: list[Disclosure]) -> Iterator[Fault]:
    by_subject = {(one.type, one.id): one for one in courses}
    for row in held:
        course = by_subject.get((row.subject_type, row.subject_id))
        if course is None or row.digest in course.digests:
            continue
        if row.digest not in _digests_since(log, course):
            yield Fault(f"no entry of its subject commits to disclosure {row.digest}", course.index)


def _digests_since(log: Log, course: Course) -> set[str]:
    """Of entries appended while we walked, whose disclosures we read after them."""
    later = Entry.objects.filter(
        log=log, subject_type=course.type, subject_id=course.id, index__gt=course.index
    )
    leaves = later.order_by("index").values_list("leaf", flat=True)
    return {digest for leaf in leaves for digest in digests_in(bytes(leaf))}


def _faults_of_rows(courses: list[Course], held: list[Disclosure]) -> Iterator[Fault]:
    values = {one.digest: one.value for one in held}
    models = recorded_models()
    for kind, same in groupby(courses, key=lambda one: one.type):
        of_kind = list(same)
        model = models.get(kind)
        if model is None:
            yield Fault(f"nothing recorded here is called {kind}", of_kind[0].index)
            continue
        rows = model._default_manager.in_bulk([one.id for one in of_kind])
        for course in of_kind:
            why = fault_of_row(rows.get(course.id), course.leaf, values)
            if why is not None:
                yield Fault(why, course.index)
