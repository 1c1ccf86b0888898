"""The live rows, held against what the log says of them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any  # a parsed leaf holds whatever JSON holds

from django.apps import apps
from django.db.models import Exists, OuterRef

from backend.audit import canonical
from backend.audit.fold import resolve
from backend.audit.models import Disclosure, Entry, Recorded
from backend.audit.values import stored_fields


def recorded_models() -> dict[str, type[Recorded]]:
    return {
        model.subject_type: model
        for model in apps.get_models()
        if issubclass(model, Recorded) and not model._meta.proxy
    }


def fault_of_row(
    row: Recorded | None, leaf: dict[str, Any], held: Mapping[str, str | None]
) -> str | None:
    if row is None:
        return f"the row of {leaf['obj']['type']} {leaf['obj']['id']} is gone"
    if str(row.entry_id) != leaf["id"]:
        # It may have changed since the walk passed: then it names a later entry of its own.
        later = Entry.objects.filter(id=row.entry_id, subject_id=row.pk).first()
        if later is None or later.subject_version <= leaf["obj"]["ver"]:
            return f"the row of {leaf['obj']['type']} {row.pk} names another entry as its latest"
        leaf = json.loads(bytes(later.leaf))
        digests = leaf["after"]["_sd"]
        held = dict(Disclosure.objects.filter(digest__in=digests).values_list("digest", "value"))
    differing = list(_differing(row, leaf, held))
    if differing:
        return f"the live row of {leaf['obj']['type']} {row.pk} differs in {', '.join(differing)}"
    return None


def _differing(
    row: Recorded, leaf: dict[str, Any], held: Mapping[str, str | None]
) -> Iterator[str]:
    if row.version != leaf["obj"]["ver"]:
        yield "version"
    if row.audience != leaf["aud"]:
        yield "audience"
    live = stored_fields(row)
    logged = resolve(leaf["after"], held)
    # A field only one of them has came or went with a migration, which rewrites no leaf; a hidden
    # one may also be erased.
    for name, value in {**live.shown, **live.hidden}.items():
        if name in logged and canonical.encode(value) != canonical.encode(logged[name]):
            yield name


def rows_without_entry() -> list[str]:
    return [
        f"{model._meta.db_table}: the row {key} names no entry of its own"
        for kind, model in sorted(recorded_models().items())
        for key in _keys_without_entry(kind, model)
    ]


def _keys_without_entry(kind: str, model: type[Recorded]) -> list[object]:
    own = Entry.objects.filter(
        id=OuterRef("entry_id"), subject_id=OuterRef("pk"), subject_type=kind
    )
    strays = model._default_manager.filter(~Exists(own)).order_by("pk")
    return list(strays.values_list("pk", flat=True)[:10])
