"""What differs between two moments of the record, thing by thing and field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final  # Any: rows are of any recorded model

from django.http import HttpResponse
from rest_framework.request import Request

from backend.api import fields
from backend.api.base import Answers
from backend.api.encoding import JsonAnswer
from backend.api.fields import Schema
from backend.api.past_paging import PastPager
from backend.api.reads import Question
from backend.api.recalling import Held
from backend.api.serializers import Out
from backend.audit.past import Past
from backend.audit.values import recorded_fields
from backend.errors import Fault
from backend.people.hindsight import FORM, RowsOfAnyTime
from backend.people.readings import note_rows

MOST_FIELDS: Final = 200
VERSION: Final = {"min_value": 1, "max_value": 2**31 - 1, "allow_null": True}
# An index, or an instant of which a pattern leaves out what is no day, and February 29th with it.
DAY: Final = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?Z"
MOMENT: Final = rf"(0|[1-9][0-9]{{0,14}}|20[0-9]{{2}}-({DAY})T{TIME})"
COMPARE: Final = {
    "name": "compare",
    "in": "query",
    "required": True,
    "description": (
        "Two moments with a comma between, each an instant that has passed or the index of an "
        "entry of the log. Filters are asked of each."
    ),
    "schema": {"type": "string", "pattern": f"^{MOMENT},{MOMENT}$"},
    "example": "1200,1450",
}


class AnyValue(fields.Strict):
    """A field's value, as the thing itself is answered with it; null among others."""

    def to_representation(self, value: object) -> object:
        return value

    def schema(self) -> Schema:
        return {}


class FieldChangedOut(Out):
    name = fields.Char(max_length=80)
    before = AnyValue()
    after = AnyValue()


class DifferenceOut(Out):
    """Null stands for what was not there, or what the reader may not see as it was then."""

    id = fields.UUID()
    change = fields.Choice(
        choices=["added", "removed", "changed"],
        help_text="`removed`: the filters found it before and do not find it after.",
    )
    found_before = fields.Boolean(help_text="Whether it was there and the filters found it.")
    found_after = fields.Boolean()
    version_before = fields.Integer(**VERSION)
    version_after = fields.Integer(**VERSION)
    changes = fields.List(child=FieldChangedOut(), max_length=MOST_FIELDS)


@dataclass(frozen=True)
class Difference:
    before: Held | None
    after: Held | None
    found_before: bool
    found_after: bool

    @property
    def change(self) -> str:
        if self.found_before and self.found_after:
            return "changed"
        return "removed" if self.found_before else "added"

    @property
    def is_any(self) -> bool:
        """The clock alone can bring a thing into a filter or out of it, without an entry."""
        return self.found_before != self.found_after or _entry(self.before) != _entry(self.after)


def _entry(held: Held | None) -> str | None:
    return None if held is None else held.entry_id


class Comparing(RowsOfAnyTime):
    """Over what the list of the same things filters; `shows` is what each is answered with."""

    beside: ClassVar[tuple[str, ...]] = ("compare",)
    parameters = (COMPARE,)
    answers = DifferenceOut
    shows: ClassVar[Answers]
    orderings = ("id",)

    def faults_beside(self) -> list[Fault]:
        moments = self.request.GET.get("compare", "").split(",")
        if len(moments) != 2:
            sentence = f"compare must be two moments with a comma between, each {FORM}"
            return [Fault("format", sentence, parameter="compare")]
        return self.moment_faults("compare", moments)

    def get(self, request: Request, **path: object) -> HttpResponse:
        question = self.question()
        earlier, later = self.pasts()
        pager = PastPager(request._request, self.actor, question.what, later.size)
        later = replace(later, size=pager.size_asked())
        found = self.differences(question, earlier, later)
        page = pager.page_of(self.model, [{"id": key} for key in found])
        told = {str(one["id"]): found[one["id"]] for one in page.rows}
        if self.wants_count():
            page = replace(page, count=len(found))
        results = self.told(told, earlier, later)
        return JsonAnswer(pager.body(page, results), headers=pager.links(page))

    def pasts(self) -> tuple[Past, Past]:
        """Raises NotYetRecorded."""
        earlier, later = self.request.GET["compare"].split(",")
        return self.past(earlier), self.past(later)

    def differences(
        self, question: Question, earlier: Past, later: Past
    ) -> Mapping[str, Difference]:
        before, found_before = self._sides(question, earlier)
        after, found_after = self._sides(question, later)
        differing = {
            key: Difference(
                before.get(key), after.get(key), key in found_before, key in found_after
            )
            for key in found_before | found_after
        }
        return {key: one for key, one in differing.items() if one.is_any}

    def _sides(self, question: Question, past: Past) -> tuple[dict[str, Held], set[str]]:
        """All the reader may see of then, and which of it the filters find."""
        held = self.visible(past.held(self.whereabouts()))
        found = {one.id for one in self.matching(past, question, held)}
        return {one.id: one for one in held}, found

    def told(
        self, found: Mapping[str, Difference], earlier: Past, later: Past
    ) -> list[dict[str, Any]]:
        before = self._shown(earlier, [one.before for one in found.values()])
        after = self._shown(later, [one.after for one in found.values()])
        shape = self._shape(self.answers)
        return [
            shape.to_representation(
                {
                    "id": key,
                    "change": one.change,
                    "found_before": one.found_before,
                    "found_after": one.found_after,
                    "version_before": one.before and one.before.version,
                    "version_after": one.after and one.after.version,
                    "changes": _changes(before.get(key, {}), after.get(key, {})),
                }
            )
            for key, one in found.items()
        ]

    def _shown(self, past: Past, held: Sequence[Held | None]) -> dict[str, dict[str, Any]]:
        """Of each, what its own columns say, in the words of its answer."""
        rows = past.revive(self.model, [one for one in held if one is not None])
        note_rows(self.actor, rows)
        return {str(row.pk): dict(self._columns(row)) for row in rows}

    def _columns(self, row: Any) -> Iterator[tuple[str, Any]]:
        own = {one.attname for one in recorded_fields(self.model)}
        for name, field in self._shape(self.shows).fields.items():  # type: ignore[attr-defined]  # of a serializer
            if (field.source or name) in own:
                value = field.get_attribute(row)
                yield name, None if value is None else field.to_representation(value)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [{"name": name, "before": before.get(name), "after": after.get(name)} for name in names]
