"""Rows are written by operations and by the log itself, and nothing on record is ever deleted."""

from collections.abc import Iterator

import pytest

from backend.audit.models import AppendOnly, Disclosure, Recorded
from backend.people.models import KeptAnswer
from backend.sync.models import ImportPart
from tests.architecture.source import Source, backend, offences, snippet

SAVES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
DELETES = {"delete", "adelete", "_raw_delete"}
# What lives for a time and tells of nothing that is not in the log: the answers that are kept for
# requests sent again, and what became of the lines of an import.
MAY_EXPIRE = {
    "backend/people/operations/answers.py": KeptAnswer,
    "backend/sync/operations/results.py": ImportPart,
}
# The log's own rows: the unit saves what it records, the others append behind it.
WRITERS_OF_THE_LOG = {
    "unit",
    "saving",
    "append",
    "commitments",
    "checkpoint",
    "checkpoints",
    "erasure",
}


def writes_outside_operations(source: Source) -> Iterator[str]:
    if source.stands_in("operations"):
        return
    if source.app == "audit" and source.stands_in(*WRITERS_OF_THE_LOG):
        return
    yield from writes(source)


def writes(source: Source) -> Iterator[str]:
    for name, call in source.calls():
        # A dict's or a hash's update takes its argument by position, a queryset's by keyword.
        is_update = name in {"update", "aupdate"} and bool(call.keywords) and not call.args
        if name in SAVES or name.removeprefix("a") in SAVES or is_update:
            yield f"{source.at(call)} .{name}() belongs in an operation"


def deletions(source: Source) -> Iterator[str]:
    if str(source.path) in MAY_EXPIRE:
        return
    for name, call in source.calls():
        if name in DELETES:
            yield f"{source.at(call)} .{name}(): what is removed keeps its row with ended_at"


def overrides_of_save(source: Source) -> Iterator[str]:
    """In models they hide a write; in serializers they are one."""
    for node in source.classes():
        for method in source.methods(node):
            in_serializer = source.stands_in("serializers") and method in {"create", "update"}
            in_model = source.stands_in("models") and method == "delete"
            if method in {"save", "asave"} or in_serializer or in_model:
                yield f"{source.at(node)} {node.name}.{method} hides a write from the operations"


def test_it_writes_rows_only_in_operations() -> None:
    assert offences(writes_outside_operations, *backend()) == []


def test_it_deletes_nothing() -> None:
    assert offences(deletions, *backend()) == []


def test_it_lets_nothing_expire_that_is_part_of_the_record() -> None:
    kept_for_good = (AppendOnly, Recorded, Disclosure)

    assert [one for one in MAY_EXPIRE.values() if issubclass(one, kept_for_good)] == []
    assert set(MAY_EXPIRE) <= {str(source.path) for source in backend()}


def test_it_overrides_no_save() -> None:
    assert offences(overrides_of_save, *backend()) == []


@pytest.mark.parametrize(
    "write",
    [
        "action.save()",
        "Action.objects.create(title='Lighting')",
        "Action.objects.bulk_create(rows)",
        "await action.asave()",
        "Action.objects.filter(id=one).update(state='done')",
        "Action.objects.filter(id=one).update(**changes)",
    ],
)
def test_it_notices_a_write_in_a_view(write: str) -> None:
    code = f"async def post(self):\n    {write}"

    assert offences(writes_outside_operations, snippet("backend/actions/views.py", code))
    assert not offences(writes_outside_operations, snippet("backend/actions/operations.py", code))


def test_it_tells_a_dict_from_a_queryset() -> None:
    code = "seen.update(more)\ndigest.update(b'leaf')"

    assert not offences(writes_outside_operations, snippet("backend/actions/views.py", code))


def test_it_notices_a_deletion_even_in_an_operation() -> None:
    code = "def end_deal(unit):\n    deal.parties.all().delete()"

    assert offences(deletions, snippet("backend/deals/operations/deals.py", code))


@pytest.mark.parametrize(
    ("room", "method"),
    [("models", "save"), ("models", "delete"), ("serializers", "create"), ("views", "save")],
)
def test_it_notices_an_override(room: str, method: str) -> None:
    code = f"class Action(Base):\n    def {method}(self): ..."

    assert offences(overrides_of_save, snippet(f"backend/actions/{room}.py", code))
