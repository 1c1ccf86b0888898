"""A download shows one state of the record, however long it takes and whatever happens meanwhile;
what an auditor reads in it is on record before it is answered.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any  # answers are JSON
from uuid import UUID

import pytest
from django.db import connection, connections

from backend.actions import operations as actions
from backend.audit.checkpoints import size_of
from backend.audit.snapshot import snapshot
from backend.forums.models import AgendaItem
from backend.people import exports, readings
from backend.people.models import AccessKind, AccessRecord
from backend.people.rows import Rows
from tests import borough
from tests.borough import Borough, many_actions
from tests.forums import chamber
from tests.people.questions import assert_refused


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that others can write beside."""
    return borough.knowsley()


def lines(caller: borough.Caller, file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in caller.get(f"/exports/{file}").content.splitlines()]


def elsewhere(deed: Any) -> None:
    """In a connection of its own, and at once: it waits for nobody."""

    def done() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(done).result(timeout=10)


def meanwhile(monkeypatch: pytest.MonkeyPatch, deed: Any) -> None:
    """After the first batch of what is read, somebody does this."""
    monkeypatch.setattr(exports, "BATCH", 2)
    represent, batches = Rows.represent, iter([True])

    def watched(view: Rows, rows: Sequence[Any], names: Sequence[str]) -> list[Any]:
        if next(batches, False):
            elsewhere(deed)
        return represent(view, rows, names)

    monkeypatch.setattr(Rows, "represent", watched)


def test_it_shows_nothing_that_happens_meanwhile(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_actions(knowsley, 5)
    pat, size = knowsley.as_("Pat"), size_of(knowsley.partnership.id)
    last = lines(pat, "actions.jsonl")[-2]

    def deed() -> None:
        many_actions(knowsley, 3)
        given = {"action_id": UUID(last["id"]), "version": 1, "title": "Other words"}
        knowsley.act("Priya", actions.revise_action, **given)

    meanwhile(monkeypatch, deed)
    answer = pat.get("/exports/actions.jsonl")

    *rows, end = [json.loads(line) for line in answer.content.splitlines()]
    assert (end["count"], rows[-1]) == (5, last)
    assert answer.headers["Log-Size"] == str(size)
    assert size_of(knowsley.partnership.id) == size + 4
    assert lines(pat, "actions.jsonl")[-1]["count"] == 8


def test_it_leaves_the_connection_as_it_was(knowsley: Borough) -> None:
    lines(knowsley.as_("Pat"), "actions.jsonl")

    many_actions(knowsley, 1)
    assert not connection.in_atomic_block
    assert getattr(connection, "transaction_mode", "IMMEDIATE") == "IMMEDIATE"


def test_it_writes_nothing_in_a_snapshot(knowsley: Borough) -> None:
    with snapshot(), pytest.raises(RuntimeError, match="durable"):
        many_actions(knowsley, 1)


def restricted(knowsley: Borough) -> list[AgendaItem]:
    meeting = chamber.scheduled(knowsley)
    return [chamber.restricted_item_on(knowsley, meeting) for _ in range(3)]


def noted() -> list[tuple[str, str, Any]]:
    return sorted(AccessRecord.objects.values_list("kind", "subject_type", "subject_id"))


@pytest.mark.parametrize("extension", ["csv", "jsonl", "xlsx"])
def test_it_notes_what_an_auditor_reads(
    knowsley: Borough, extension: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_MOST", 2)
    items = restricted(knowsley)

    knowsley.as_("Audrey").get(f"/exports/agenda-items.{extension}")

    kind = AccessKind.OBJECT.value
    assert noted() == sorted((kind, AgendaItem.subject_type, one.id) for one in items)


@pytest.mark.parametrize(
    ("who", "file"), [("Mel", "agenda-items.csv"), ("Audrey", "agenda-items.csv-metadata.json")]
)
def test_it_notes_no_more_than_that(knowsley: Borough, who: str, file: str) -> None:
    restricted(knowsley)

    assert knowsley.as_(who).get(f"/exports/{file}").status_code == 200
    assert noted() == []


def test_it_answers_nothing_that_it_cannot_note(
    knowsley: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    restricted(knowsley)
    audrey = knowsley.as_("Audrey")
    audrey.client.raise_request_exception = False

    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(readings, "record_readings", failing)
    answer = audrey.get("/exports/agenda-items.csv")

    assert_refused(answer, 500, "internal_error")
    assert noted() == []
