"""Reading: a collection page by page, and one thing with its ETag."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from backend.api.base import Answers, ApiView, Expands
from backend.api.encoding import JsonAnswer
from backend.api.filters import StrictFilterSet, query_faults
from backend.api.paging import PARAMETERS, Asked, Pager, asked
from backend.api.preconditions import etag, is_unchanged
from backend.errors import Fault, InputRefused


class _Expanding(ApiView):
    """`expand=lead,priority` adds those things whole, under the member `expanded`."""

    answers: ClassVar[Answers]
    expands: ClassVar[Expands] = {}
    # Query parameters beside those said here, which `faults_beside` looks at.
    beside: ClassVar[tuple[str, ...]] = ()

    def faults_beside(self) -> list[Fault]:
        return []

    def expanded_names(self) -> tuple[list[str], list[Fault]]:
        sent = self.request.GET.get("expand", "")
        names = list(dict.fromkeys(sent.split(","))) if sent else []
        if set(names) <= set(self.expands):
            return names, []
        sentence = f"expand must be one or more of: {', '.join(self.expands)}"
        return [], [Fault("invalid_choice", sentence, parameter="expand")]

    def representation(
        self, row: Any, names: Sequence[str] = ()
    ) -> dict[str, Any]:  # Any: any model
        body: dict[str, Any] = dict(self._shape(self.answers).to_representation(row))
        if names:
            body["expanded"] = {name: self._expansion(row, name) for name in names}
        return body

    def _expansion(self, row: object, name: str) -> object:
        path, answers = self.expands[name]
        for part in path.split("__"):
            row = getattr(row, part) if row is not None else None
        return None if row is None else self._shape(answers).to_representation(row)

    def _shape(self, answers: Answers) -> serializers.BaseSerializer[Any]:
        # One serializer for all rows: making one costs more than using it.
        known = self.__dict__.setdefault("_shapes", {})
        if answers not in known:
            known[answers] = answers(context={"request": self.request, "view": self})
        found: serializers.BaseSerializer[Any] = known[answers]
        return found


@dataclass(frozen=True)
class Question:
    """What a request asks of a list, checked."""

    what: Asked
    names: list[str]
    filterset: StrictFilterSet | None

    def filtered(self, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:  # Any: of any model
        if self.filterset is None:
            return rows
        found: QuerySet[Any, Any] = self.filterset.qs
        return found


class Listing(_Expanding):
    filters: ClassVar[type[StrictFilterSet] | None] = None
    # The first is the default; each column may be asked for in both directions.
    orderings: ClassVar[tuple[str, ...]] = ("id",)

    def rows(self) -> QuerySet[Any, Any]:  # Any: of any model
        """Everything the actor may see here, unordered."""
        raise NotImplementedError

    def position(self) -> int:
        """The log's index, read before the rows: what changes later is in the feed after it."""
        return 0

    def get(self, request: Request, **_: object) -> HttpResponse:
        question = self.question()
        pager = Pager(request._request, self.actor, question.what, self.position())
        names = question.names
        filtered = question.filtered(self.rows())
        rows = (
            filtered.select_related(*(self.expands[name][0] for name in names))
            if names
            else filtered
        )
        page = pager.page(rows)
        headers = pager.links(page)
        if self.wants_count():
            page = pager.counted(page, filtered)
            headers |= {"Preference-Applied": "count=exact"} if page.count is not None else {}
        return JsonAnswer(pager.body(page, self.represent(page.rows, names)), headers=headers)

    def represent(self, rows: Sequence[Any], names: Sequence[str]) -> list[Any]:  # Any: any model
        """Hot lists override this to skip the serializer; a test holds both to one document."""
        return [self.representation(row, names) for row in rows]

    def question(self) -> Question:
        """Raises InputRefused with every fault of the query."""
        query = self.request.GET
        filters = self.filters.base_filters if self.filters else {}
        known = [*PARAMETERS, *filters, *self.beside, *(["expand"] if self.expands else [])]
        faults = query_faults(query, known)
        what, wrong = asked(query, self.orderings)
        names, strange = self.expanded_names() if self.expands else ([], [])
        faults += wrong + strange + self.faults_beside()
        filterset = None
        if self.filters and not filters.keys().isdisjoint(query):
            filterset = self.filters(query, self.rows())
            faults += filterset.faults()
        if faults:
            raise InputRefused(faults)
        return Question(what, names, filterset)

    def wants_count(self) -> bool:
        preferences = self.request.META.get("HTTP_PREFER", "").split(",")
        return any(one.replace(" ", "").lower() == "count=exact" for one in preferences)


class Detail(_Expanding):
    def one(self) -> Model:
        """The thing at this address, or NotVisible."""
        raise NotImplementedError

    def get(self, request: Request, **_: object) -> HttpResponse:
        subject = self.one()
        names = self.names()
        body = self.representation(subject, names)
        version = getattr(subject, "version", None)
        if names or version is None:
            return JsonAnswer(body)
        tag = etag(version, body)
        if is_unchanged(request._request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return JsonAnswer(body, headers={"ETag": tag})

    def names(self) -> list[str]:
        """Of what is to be expanded. Raises InputRefused with every fault of the query."""
        names, faults = self.expanded_names() if self.expands else ([], [])
        known = [*self.beside, *(["expand"] if self.expands else [])]
        faults = query_faults(self.request.GET, known) + faults + self.faults_beside()
        if faults:
            raise InputRefused(faults)
        return names
