"""Reads that can be asked of the past: `as_of=` an instant, or the index of an entry.

Who asks sees then what their audiences cover now: of each thing the audience it had then counts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final  # rows are of any recorded model

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from backend.api.base import ApiView
from backend.api.encoding import JsonAnswer
from backend.api.fields import read_instant
from backend.api.past_paging import PastPager
from backend.api.reads import Question
from backend.api.recalling import Held
from backend.audit.past import Past, past_at, past_through
from backend.audit.source import now
from backend.errors import Fault, NotVisible
from backend.people.models import Belonging
from backend.people.rows import Row, Rows

# Fifteen digits are as many entries as any log will have.
INDEX: Final = re.compile("0|[1-9][0-9]{0,14}", re.ASCII)
FORM: Final = (
    "an instant with its offset, written as 2026-06-04T09:30:00Z, or the index of an entry"
)
MOMENT: Final = {
    "oneOf": [
        {"type": "integer", "minimum": 0, "maximum": 10**15 - 1},
        {"type": "string", "format": "date-time"},
    ]
}
AS_OF: Final = {
    "name": "as_of",
    "in": "query",
    "description": (
        "What there was then, ended and withdrawn things included: by an instant that has passed, "
        "or by the index of an entry of the log, which it includes."
    ),
    "schema": MOMENT,
}


def is_moment(text: str) -> bool:
    return bool(INDEX.fullmatch(text)) or read_instant(text) is not None


class LooksBack(ApiView):
    beside: ClassVar[tuple[str, ...]] = ("as_of",)
    parameters: ClassVar[tuple[Mapping[str, object], ...]] = (AS_OF,)
    # What is not recorded yet.
    refusals = (409,)

    def faults_beside(self) -> list[Fault]:
        sent = self.request.GET.get("as_of")
        return self.moment_faults("as_of", [sent] if sent else [])

    def past(self, moment: str) -> Past:
        """Raises NotYetRecorded."""
        log_id = self.actor.partnership_id
        if INDEX.fullmatch(moment):
            return past_through(log_id, int(moment))
        instant = read_instant(moment)
        assert instant is not None, "the query has been checked"
        return past_at(log_id, instant, now=now())

    def moment_faults(self, name: str, moments: Sequence[str]) -> list[Fault]:
        if all(map(is_moment, moments)):
            return []
        return [Fault("format", f"{name} must be {FORM}", parameter=name)]

    def visible(self, held: Sequence[Held]) -> list[Held]:
        return [one for one in held if one.audience in self.actor.audiences]

    def recall(self, past: Past, rows: Sequence[Any]) -> None:
        """Adds what is shown beside the columns, as it stood then."""


class RowsOfAnyTime(LooksBack, Rows):
    def get(self, request: Request, **path: object) -> HttpResponse:
        if "as_of" not in request.GET:
            return super().get(request, **path)
        question = self.question()
        past = self.past(request.GET["as_of"])
        pager = PastPager(request._request, self.actor, question.what, past.size)
        past = replace(past, size=pager.size_asked())
        found = self.found(past, question)
        page = pager.page_of(self.model, [one.values for one in found])
        headers = pager.links(page)
        if self.wants_count():
            page = replace(page, count=len(found))
            headers["Preference-Applied"] = "count=exact"
        known = {one.values["id"]: one for one in found}
        rows = past.revive(self.model, [known[one["id"]] for one in page.rows])
        return JsonAnswer(pager.body(page, self.shown(past, rows, question.names)), headers=headers)

    def found(self, past: Past, question: Question) -> Sequence[Held]:
        """Whatever there was that the reader may see and the filters find."""
        held = self.matching(past, question, self.visible(past.held(self.whereabouts())))
        ordered_by = {term.removeprefix("-") for term in question.what.ordering}
        if not ordered_by.isdisjoint(self.model.disclosed):
            past.disclose(held)
        return held

    def matching(self, past: Past, question: Question, held: Sequence[Held]) -> Sequence[Held]:
        return held if question.filterset is None else question.filterset.recall(held, past)

    def whereabouts(self) -> QuerySet[Any]:
        """The live rows of all there ever was here."""
        return self.model.objects.filter(partnership=self.actor.partnership_id)

    def shown(self, past: Past, rows: Sequence[Any], names: Sequence[str]) -> list[Any]:
        self.recall(past, rows)
        _attach(self, past, rows, names)
        self.note(rows, names)
        return [self.representation(row, names) for row in rows]


class RowOfAnyTime(LooksBack, Row):
    def get(self, request: Request, **path: object) -> HttpResponse:
        if "as_of" not in request.GET:
            return super().get(request, **path)
        names = self.names()
        past = self.past(request.GET["as_of"])
        held = self.visible(past.held(self.model.objects.filter(**self._address)))
        if not held:
            raise NotVisible
        rows: list[Any] = past.revive(self.model, held)
        self.recall(past, rows)
        _attach(self, past, rows, names)
        # Noted where it is represented.
        return JsonAnswer(self.representation(rows[0], names))

    @cached_property
    def _address(self) -> dict[str, object]:
        return {"partnership": self.actor.partnership_id, "id": self.kwargs["id"]}


def _attach(view: Any, past: Past, rows: Sequence[Any], names: Sequence[str]) -> None:
    """What is to be expanded, as it was then; the live rows know only what it is now."""
    for name in names:
        path: str = view.expands[name][0]
        model: type[Belonging] = rows[0]._meta.get_field(path).related_model if rows else Belonging
        wanted = {getattr(row, f"{path}_id") for row in rows} - {None}
        if not wanted:
            continue
        known = {one.pk: one for one in past.rows(model.objects.filter(pk__in=wanted))}
        for row in rows:
            setattr(row, path, known.get(getattr(row, f"{path}_id")))
