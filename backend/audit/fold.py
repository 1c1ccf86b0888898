"""From entries back to state: what each subject held after its latest entry."""

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast
from uuid import UUID

from backend.audit import disclosures
from backend.audit.canonical import Plain
from backend.audit.models import Disclosure, Entry

Subject: TypeAlias = tuple[str, UUID]
Fields: TypeAlias = dict[str, Plain]


def fold(entries: Iterable[Entry]) -> dict[Subject, Fields]:
    """In the order of the log. A field whose disclosure was erased is not there."""
    latest = {(one.subject_type, one.subject_id): bytes(one.leaf) for one in entries}
    return {subject: fields_after(leaf) for subject, leaf in latest.items()}


def fields_after(leaf: bytes) -> Fields:
    after = json.loads(leaf)["after"]
    held = Disclosure.objects.filter(digest__in=after["_sd"]).values_list("digest", "value")
    return resolve(after, dict(held))


def resolve(after: Mapping[str, Plain], held: Mapping[str, str | None]) -> Fields:
    """The fields a leaf shows and those it commits to, given the disclosures by digest."""
    fields = {name: value for name, value in after.items() if name != "_sd"}
    for digest in cast("list[str]", after["_sd"]):
        if (text := held.get(digest)) is not None:
            disclosed = disclosures.read(text)
            fields[disclosed.name] = disclosed.value
    return fields
