from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self  # Any: inputs are JSON
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from backend.actions.operations import BulkRefused
from backend.api.frame import public_url, request_id_of
from backend.api.preconditions import IF_MATCH_PATTERN, required_version
from backend.api.problems import problem_members, refusal
from backend.api.reads import Detail
from backend.audit.edge import Write
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.errors import InputRefused, NotVisible
from backend.people.readings import note_rows
from backend.people.rows import Row, Rows, one_seen, seen
from backend.people.scopes import Scope
from backend.sync import operations
from backend.sync.filters import ConflictFilters
from backend.sync.models import FieldConflict, Outcome, Reference, Source
from backend.sync.operations import Synced
from backend.sync.orders import order_faults
from backend.sync.policy.sources import require_resolver, require_writer
from backend.sync.results import told_of
from backend.sync.serializers import bulk, items
from backend.sync.views.base import AtSource, Read

IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the action as the source read it last; older ones are refused. "
    "Whoever has read what Accord has is in no conflict with it.",
    "schema": {"type": "string", "pattern": IF_MATCH_PATTERN},
}


@dataclass(frozen=True)
class Known:
    """An action under the id its source has for it; its version is the action's."""

    external_id: str
    reference: UUID
    action: UUID
    version: int
    state: str
    synced_at: datetime

    @classmethod
    def of(cls, reference: Reference, action: Any) -> Self:
        return cls(
            reference.external_id,
            reference.id,
            action.id,
            action.version,
            action.state,
            reference.synced_at,
        )


class GetSourceAction(AtSource, Detail, Read):
    operation_id = "get_source_action"
    summary = "Read which action a source knows by an id"
    answers = items.SourceActionOut

    def one(self) -> Known:  # type: ignore[override]  # of no model
        rows = seen(Reference, self.actor).select_related("action")
        found = rows.filter(source=self.source, external_id=self.kwargs["external_id"]).first()
        if found is None:
            raise NotVisible
        note_rows(self.actor, [found])
        return Known.of(found, found.action)


class Sending(AtSource, Write):
    """What it writes tells its origin, so that the partner knows its own echo."""

    tag = "sync"
    scope = Scope.ACTIONS_BULK
    rehearses = True
    subject_name = "source"

    def find(self) -> Source:
        return self.source

    def permit(self, subject: Source) -> None:
        require_writer(self.actor, subject)

    def open_unit(self) -> AbstractContextManager[Unit]:
        return unit_of_work(
            by=self.actor,
            at=now(),
            request_id=request_id_of(self.request._request),
            origin_client=self.source.slug,
        )


class SyncAction(Sending):
    method = "PUT"
    operation = operations.sync_action
    operation_id = "sync_action"
    summary = "Send one action as a source has it"
    description = (
        "What is left out stays as it is. Sent again, it changes nothing. What is older than what "
        "the source sent before is ignored; what both sides changed becomes a conflict, and is "
        "called one each time it is sent; a move that the Executive Sponsor has not delegated "
        "becomes a request."
    )
    accepts = items.SyncActionIn
    answers = items.SourceActionOut
    adds = items.SyncedOut
    may_create = True
    refusals = (412,)
    parameters = (IF_MATCH,)

    def given(self) -> dict[str, Any]:
        given = super().given()
        request = self.request._request
        read = required_version(request) if "If-Match" in request.headers else None
        return {"item": items.item_of(self.source, self.kwargs["external_id"], given, read)}

    def present(self, result: Synced) -> tuple[Known, Mapping[str, Any]]:
        assert result.reference is not None, "only a refused item has none"
        known = Known.of(result.reference, result.action)
        return known, {"outcome": result.outcome, "by_field": result.told}

    def respond(self, result: Synced) -> HttpResponse:
        if result.refused is not None:
            return refusal(self.request._request, result.refused)
        response = super().respond(result)
        if result.outcome == Outcome.CREATED:
            response.status_code = 201
            response.headers["Location"] = public_url(self.request.path)
        return response


class SyncActions(Sending):
    operation = operations.sync_actions
    operation_id = "sync_actions"
    summary = "Send many actions as a source has them"
    description = (
        "`each` does what can be done and says of every item what became of it; `atomic` does all "
        "or nothing. An item is heard as it would be by itself, by the record as the items before "
        "it leave it; so what was sent before changes nothing."
    )
    accepts = bulk.SyncActionsIn
    answers = bulk.SyncedAllOut

    def given(self) -> dict[str, Any]:
        given = super().given()
        faults = [
            fault
            for place, one in enumerate(given["items"])
            for fault in order_faults(self.source, one, f"#/items/{place}")
        ]
        if faults:
            raise InputRefused(faults)
        asked = [
            items.item_of(self.source, one["external_id"], one, one.get("if_version"))
            for one in given["items"]
        ]
        return {"mode": given["mode"], "items": asked}

    def run(
        self, unit: Unit, subject: Source, version: int | None, given: Mapping[str, Any]
    ) -> list[Synced]:
        try:
            found: list[Synced] = super().run(unit, subject, version, given)
        except BulkRefused as refused:
            rows = [self._row(place, one) for place, one in enumerate(refused.verdicts)]
            refused.extensions["results"] = [one for one in rows if one["problem"]]
            raise
        return found

    def present(self, result: list[Synced]) -> tuple[dict[str, Any], Mapping[str, Any]]:
        counts = Counter(one.outcome for one in result)
        return {
            "results": [self._row(place, one) for place, one in enumerate(result)],
            "counts": {outcome: counts[outcome] for outcome in Outcome},
        }, {}

    def _row(self, place: int, synced: Synced) -> dict[str, Any]:
        request = self.request._request
        problem = problem_members(request, synced.refused) if synced.refused else None
        return {"index": place, **told_of(synced, problem)}


class ListConflicts(Rows, Read):
    operation_id = "list_conflicts"
    summary = "List the fields of which both sides say something else"
    model = FieldConflict
    answers = items.ConflictOut
    filters = ConflictFilters
    orderings = ("-raised_at",)

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("reference__source")


class GetConflict(Row, Read):
    operation_id = "get_conflict"
    summary = "Read one conflict"
    model = FieldConflict
    answers = items.ConflictOut
    related = ("reference__source",)


class ResolveConflict(Write):
    operation = operations.resolve_conflict
    operation_id = "resolve_conflict"
    summary = "Decide between what Accord has and what a source says"
    tag = "sync"
    scope = Scope.ACTIONS_WRITE
    accepts = items.ResolveConflictIn
    answers = items.ConflictOut
    requires_if_match = True
    rehearses = True
    subject_name = "conflict"

    def find(self) -> FieldConflict:
        found: FieldConflict = one_seen(
            FieldConflict, self.actor, self.kwargs["id"], "reference__source", "reference__action"
        )
        return found

    def permit(self, subject: FieldConflict) -> None:
        require_resolver(self.actor, subject.reference.action)
