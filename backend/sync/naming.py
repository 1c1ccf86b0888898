"""By which ids sources know what changes are of, so that a partner finds its own row at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any  # Any: members of a change
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.api.actor import Actor
from backend.people.readings import note_rows
from backend.sync.models import Reference

Told = dict[str, Any]
Refs = list[dict[str, str]]


def with_refs(told: Sequence[Told], reader: Actor) -> list[Told]:
    """One statement, however many changes; what left the reader's sight has no names for them."""
    named = _refs_of({one["resource"]["id"] for one in told if _may_have_refs(one)}, reader)
    return [
        {**one, "resource": {**one["resource"], "refs": named.get(one["resource"]["id"], [])}}
        for one in told
    ]


def _may_have_refs(told: Told) -> bool:
    kinds = ("action", Reference.subject_type)
    return told["op"] == "upsert" and told["resource"]["type"] in kinds


def _refs_of(subjects: set[UUID], reader: Actor) -> dict[UUID, Refs]:
    if not subjects:
        return {}
    found = list(_known_as(subjects, reader))
    note_rows(reader, found)
    refs: dict[UUID, Refs] = defaultdict(list)
    for one in found:
        for subject in subjects & {one.id, one.action_id}:
            refs[subject].append({"source": one.source.slug, "external_id": one.external_id})
    return refs


def _known_as(subjects: set[UUID], reader: Actor) -> QuerySet[Reference]:
    rows = Reference.objects.visible_to(reader).select_related("source")
    if not reader.audiences.everything:
        # A change is shown by what it was then; the action may have left sight since.
        rows = rows.filter(action__audience__in=reader.audiences.names)
    return rows.filter(Q(action__in=subjects) | Q(id__in=subjects)).order_by("source__slug", "id")
