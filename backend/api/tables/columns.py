"""The columns of a table, read off the shape of the answer that shows one row of it.

A column is called as in the answer; a dot leads into a part of it (`rag_rule.code`). Lists of plain
values become one cell; lists of things have no column, since those have tables of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, cast  # Any: serializers are generic over their models

from rest_framework import serializers

from backend.api.base import Answers
from backend.api.fields import Schema, Strict

# None of the lists' values, ids and names of operations, can have it.
SEPARATOR: Final = ";"


class Kind(Enum):
    """What the cells of a column are, by the names that CSV on the Web has for it."""

    TEXT = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "dateTime"


@dataclass(frozen=True)
class Column:
    path: tuple[str, ...]
    kind: Kind
    required: bool
    description: str = ""
    is_list: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def value(self, body: Mapping[str, Any]) -> object | None:
        """Of one row as its answer shows it; None where it, or what it is part of, is not there."""
        found: Any = body
        for name in self.path:
            if found is None:
                return None
            # A rule tells only of the facts it looked at.
            found = found.get(name)
        if self.is_list and found is not None:
            return SEPARATOR.join(str(one) for one in found)
        return cast("object | None", found)


Columns = tuple[Column, ...]


def columns_of(answers: Answers) -> Columns:
    return tuple(_within((), answers(), required=True))


def _within(
    path: tuple[str, ...], shape: serializers.BaseSerializer[Any], *, required: bool
) -> Iterator[Column]:
    assert isinstance(shape, serializers.Serializer), "a row is an object"
    for name, field in shape.fields.items():
        yield from _of((*path, name), field, required=required and not field.allow_null)


def _of(path: tuple[str, ...], field: Any, *, required: bool) -> Iterator[Column]:
    if isinstance(field, serializers.BaseSerializer):
        yield from _within(path, field, required=required)
    elif isinstance(field, serializers.ListField):
        yield from _listed(path, field, required=required)
    else:
        assert isinstance(field, Strict), "an answer is made of fields that know their schema"
        yield from _said(path, field.schema(), str(field.help_text or ""), required=required)


def _listed(path: tuple[str, ...], field: Any, *, required: bool) -> Iterator[Column]:
    if not isinstance(field.child, serializers.BaseSerializer):
        description = str(field.help_text or "")
        yield Column(path, Kind.TEXT, required=False, description=description, is_list=True)


def _said(
    path: tuple[str, ...], schema: Schema, description: str, *, required: bool
) -> Iterator[Column]:
    if schema.get("type") != "object":
        kind = _kind(schema)
        # A text may be empty, and in CSV an empty one is none.
        always = kind is not Kind.TEXT or schema.get("format") == "uuid"
        yield Column(path, kind, required and always, description)
        return
    # One whose members are not said beforehand has no columns that could be relied on.
    for name, inner in cast("dict[str, Schema]", schema.get("properties", {})).items():
        yield from _said((*path, name), inner, "", required=False)


def _kind(schema: Schema) -> Kind:
    stated = schema.get("type")
    name = next(one for one in stated if one != "null") if isinstance(stated, list) else stated
    if name == "string":
        by_format = {"date": Kind.DATE, "date-time": Kind.INSTANT}
        return by_format.get(str(schema.get("format")), Kind.TEXT)
    return Kind(name)
