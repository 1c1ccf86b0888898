"""A strict layer over django-filter: what it would overlook in a query is refused here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from backend.api.fields import UUID_PATTERN, Schema, read_date, read_instant, read_uuid
from backend.api.recalling import LOOKUPS, Held, Past, as_held
from backend.api.texts import LINE_PATTERN, has_controls, is_blank
from backend.errors import Fault, InputRefused

LONGEST_SEARCH = 200
_STEPS = ("gt", "gte", "lt", "lte")


def query_faults(query: QueryDict, known: Iterable[str]) -> list[Fault]:
    """Unknown, repeated and empty parameters: what most servers quietly pass over."""
    names, found = set(known), []
    for name, values in query.lists():
        if name not in names:
            shown = name[:100]
            found.append(_fault("unknown_parameter", f"There is no parameter {shown}", name))
        elif len(values) > 1:
            found.append(_fault("repeated_parameter", f"Give {name} only once", name))
        elif values[0] == "":
            found.append(_fault("empty_parameter", f"Give {name} a value or leave it out", name))
    return found


def refuse_query(query: QueryDict) -> None:
    """For addresses that take no query at all, such as those of every write."""
    faults = query_faults(query, ())
    if faults:
        raise InputRefused(faults)


def _fault(code: str, sentence: str, parameter: str) -> Fault:
    return Fault(code, sentence, parameter=parameter[:100])


class _StrictField(forms.Field):
    """Reads one query value; `None` from `read` means it is not in the form asked for."""

    sentence = ""
    code = "format"

    def read(self, text: str) -> object | None:
        raise NotImplementedError

    def clean(self, value: object) -> object | None:
        if value is None or value == "":
            return None
        found = self.read(str(value))
        if found is None:
            raise ValidationError(self.sentence, code=self.code)
        return found


class _DateField(_StrictField):
    sentence = "{name} must be a real date, written as 2026-06-04"

    def read(self, text: str) -> object | None:
        return read_date(text)


class _InstantField(_StrictField):
    sentence = "{name} must be a date and time with its offset, written as 2026-06-04T09:30:00Z"

    def read(self, text: str) -> object | None:
        return read_instant(text)


class _UUIDField(_StrictField):
    sentence = "{name} must be an id, written as 0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"

    def read(self, text: str) -> object | None:
        return read_uuid(text)


class _BooleanField(_StrictField):
    sentence = "{name} must be true or false"

    def read(self, text: str) -> object | None:
        return {"true": True, "false": False}.get(text)


class _YearField(_StrictField):
    sentence = "{name} must be a year, written as 2026"

    def read(self, text: str) -> object | None:
        return int(text) if re.fullmatch("[1-9][0-9]{3}", text, re.ASCII) else None


class _TextField(_StrictField):
    sentence = f"{{name}} must be printable text of {LONGEST_SEARCH} characters or fewer"

    def read(self, text: str) -> object | None:
        wrong = has_controls(text) or is_blank(text) or len(text) > LONGEST_SEARCH
        return None if wrong else text


class _PatternField(_StrictField):
    def __init__(self, *, pattern: str, form: str, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(**kwargs)
        self.pattern = re.compile(pattern.removesuffix("$") + r"\Z", re.ASCII)
        self.sentence = f"{{name}} must be written as {form}"

    def read(self, text: str) -> object | None:
        return text if self.pattern.match(text) else None


class _ChoicesField(_StrictField):
    code = "invalid_choice"
    many = "one or more"

    def __init__(self, *, choices: tuple[str, ...], **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(**kwargs)
        self.choices = choices
        self.sentence = f"{{name}} must be {self.many} of: " + ", ".join(choices)

    def read(self, text: str) -> object | None:
        chosen = text.split(",")
        return chosen if set(chosen) <= set(self.choices) else None


class _ChoiceField(_ChoicesField):
    many = "one"

    def read(self, text: str) -> object | None:
        return text if text in self.choices else None


class StrictFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    field_class: type[_StrictField] = _StrictField

    def schema(self) -> Schema:
        raise NotImplementedError

    def recall(self, held: Sequence[Held], value: Any, past: Past) -> list[Held]:
        """The twin of `filter`: the same condition of what things held in the past.

        Said here for a column of the thing's own; whoever overrides the one overrides the other.
        """
        fits, column, wanted = LOOKUPS[self.lookup_expr], self._own_column(), as_held(value)
        return [one for one in held if fits(one.values.get(column), wanted) != self.exclude]

    def _own_column(self) -> str:
        # A key's column is kept by its name alone.
        return str(self.field_name).removesuffix("_id")


class DateFilter(StrictFilter):
    field_class = _DateField

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


class InstantFilter(StrictFilter):
    field_class = _InstantField

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


class UUIDFilter(StrictFilter):
    field_class = _UUIDField

    def schema(self) -> Schema:
        return {"type": "string", "format": "uuid", "pattern": UUID_PATTERN}


class YearFilter(StrictFilter):
    field_class = _YearField

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 1000, "maximum": 9999}


class TextFilter(StrictFilter):
    """Exactly this text."""

    field_class = _TextField

    def schema(self) -> Schema:
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_SEARCH,
            "pattern": LINE_PATTERN,
        }


class PatternFilter(StrictFilter):
    """Exactly this text, which has a form: `period=2026-Q4`."""

    field_class = _PatternField

    def __init__(
        self, *, pattern: str, form: str, field_name: str | None = None, **kwargs: Any
    ) -> None:  # Any: django-filter's own
        self.pattern = pattern
        super().__init__(field_name, pattern=pattern, form=form, **kwargs)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": self.pattern}


class BooleanFilter(StrictFilter):
    field_class = _BooleanField

    def schema(self) -> Schema:
        return {"type": "boolean"}


class ChoicesFilter(StrictFilter):
    """One value or several with commas between: `state=proposed,in_progress`."""

    field_class = _ChoicesField

    def __init__(
        self, *, choices: Iterable[str], field_name: str | None = None, **kwargs: Any
    ) -> None:  # Any: django-filter's own
        self.values = tuple(str(choice) for choice in choices)
        super().__init__(field_name, "in", choices=self.values, **kwargs)

    def schema(self) -> Schema:
        items = {"type": "string", "enum": list(self.values)}
        return {"type": "array", "items": items, "minItems": 1}


class ChoiceFilter(StrictFilter):
    """One value."""

    field_class = _ChoiceField

    def __init__(
        self, *, choices: Iterable[str], **kwargs: Any
    ) -> None:  # Any: django-filter's own
        self.values = tuple(str(choice) for choice in choices)
        super().__init__(choices=self.values, **kwargs)

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.values)}


class SearchFilter(TextFilter):
    """`q`: found in any of the fields. A room with an index for it overrides `filter`."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:  # Any: django-filter's own
        super().__init__(**kwargs)
        self.fields = fields

    def filter(self, rows: QuerySet[Any], value: object) -> QuerySet[Any]:  # Any: of any model
        if value is None:
            return rows
        where = Q()
        for name in self.fields:
            where |= Q(**{f"{name}__icontains": value})
        return rows.filter(where)

    def recall(self, held: Sequence[Held], value: Any, past: Past) -> list[Held]:
        past.disclose(held)
        wanted = value.upper()
        return [
            one
            for one in held
            if any(wanted in (one.values.get(name) or "").upper() for name in self.fields)
        ]


class StrictFilterSet(django_filters.FilterSet):  # type: ignore[misc]  # no types
    """Declares filters by name; `dates` and `instants` add exact, __gt, __gte, __lt and __lte."""

    dates: ClassVar[tuple[str, ...]] = ()
    instants: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def get_filters(cls) -> Mapping[str, StrictFilter]:
        found = dict(super().get_filters())
        found |= {name: DateFilter(field_name=name) for name in cls.dates}
        for kind, names in ((DateFilter, cls.dates), (InstantFilter, cls.instants)):
            for name in names:
                found |= {f"{name}__{step}": kind(name, step) for step in _STEPS}
        return found

    def recall(self, held: Sequence[Held], past: Past) -> Sequence[Held]:
        """What `qs` finds among rows, found among what things held in the past."""
        for name, value in self.form.cleaned_data.items():
            if value is not None:
                held = self.filters[name].recall(held, value, past)
        return held

    def faults(self) -> list[Fault]:
        return [
            _fault(error.code or "format", error.message.format(name=name), name)
            for name, errors in self.errors.as_data().items()
            for error in errors
        ]
