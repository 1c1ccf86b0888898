"""Where one page ends and the next begins, said in SQL that an index can answer.

Nulls come last in both directions. A nullable first column splits the walk in two stretches, the
rows that have it and those that do not, because no index answers `due_on > x OR due_on IS NULL`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan, LessThan

from backend.api.encoding import instant_text

Rows = QuerySet[Any, Any]  # Any: of any model


@dataclass(frozen=True)
class Key:
    """One column of the order, in the direction it is read."""

    name: str
    descending: bool
    nullable: bool
    field: "Field[Any, Any]"

    def order(self, *, forward: bool) -> OrderBy:
        descending = self.descending == forward
        column = F(self.name)
        if not self.nullable:
            return column.desc() if descending else column.asc()
        # Django refuses False here: None leaves the place of nulls out of the SQL.
        last, first = (True, None) if forward else (None, True)
        if descending:
            return column.desc(nulls_last=last, nulls_first=first)
        return column.asc(nulls_last=last, nulls_first=first)

    def plain(self, *, forward: bool) -> OrderBy:
        column = F(self.name)
        return column.desc() if self.descending == forward else column.asc()

    def value_of(self, row: object) -> object:
        if isinstance(row, Mapping):
            return row.get(self.name)
        for part in self.name.split(LOOKUP_SEP):
            row = getattr(row, part) if row is not None else None
        return row

    def revive(self, packed: object) -> object:
        """A value as the column has it, from its form in a cursor."""
        return None if packed is None else self.field.to_python(packed)


def pack(value: object) -> object:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def keys_of(rows: Rows, ordering: Sequence[str]) -> tuple[Key, ...]:
    """The order asked for, the first mention of a column counting, with the primary key last."""
    found: dict[str, Key] = {}
    for term in ordering:
        name = term.removeprefix("-")
        found.setdefault(name, _key(rows, name, descending=term.startswith("-")))
    # The key follows the last column's direction: one comparison of rows then says it all.
    last = next(reversed(found.values())).descending if found else False
    for field in rows.model._meta.pk_fields:
        found.setdefault(field.attname, _key(rows, field.attname, descending=last))
    return tuple(found.values())


def _key(rows: Rows, name: str, *, descending: bool) -> Key:
    annotation = rows.query.annotations.get(name)
    if annotation is not None:
        return Key(name, descending, nullable=True, field=annotation.output_field)
    model: type[Model] = rows.model
    nullable = False
    *path, last = name.split(LOOKUP_SEP)
    for part in path:
        field = _field(model, part)
        nullable = nullable or bool(field.null)
        model = field.related_model
    field = _field(model, last)
    # By its column: the related object is not there without a query.
    column = LOOKUP_SEP.join([*path, field.attname])
    target = field.target_field if field.is_relation else field
    return Key(column, descending, nullable or bool(field.null), target)


def _field(model: type[Model], name: str) -> Any:  # Any: related fields have more than Field says
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return next(one for one in model._meta.concrete_fields if one.attname == name)


def stretches(
    rows: Rows, keys: Sequence[Key], edge: Sequence[object] | None, *, forward: bool
) -> list[Rows]:
    """The query for what lies beyond the edge, and the one to go on with should it run short."""
    if edge is None:
        return [rows.order_by(*(key.order(forward=forward) for key in keys))]
    first = keys[0]
    if not first.nullable:
        return [_beyond(rows, keys, edge, forward=forward)]
    with_it = rows.filter(**{f"{first.name}__isnull": False})
    without = rows.filter(**{f"{first.name}__isnull": True})
    if (edge[0] is None) == forward:
        # The last stretch of this direction.
        if edge[0] is None:
            return [_among_nulls(without, keys, edge, forward=forward)]
        return [_beyond(with_it, keys, edge, forward=forward)]
    if edge[0] is None:
        onward = with_it.order_by(*_plain_first(keys, forward=forward))
        return [_among_nulls(without, keys, edge, forward=forward), onward]
    onward = without.order_by(*(key.order(forward=forward) for key in keys[1:]))
    return [_beyond(with_it, keys, edge, forward=forward), onward]


def _plain_first(keys: Sequence[Key], *, forward: bool) -> list[OrderBy]:
    """Without NULLS LAST on a column that has none here: an index read backwards serves."""
    rest = [key.order(forward=forward) for key in keys[1:]]
    return [keys[0].plain(forward=forward), *rest]


def _beyond(rows: Rows, keys: Sequence[Key], edge: Sequence[object], *, forward: bool) -> Rows:
    return rows.filter(_after(keys, edge, forward=forward)).order_by(
        *_plain_first(keys, forward=forward)
    )


def _among_nulls(rows: Rows, keys: Sequence[Key], edge: Sequence[object], *, forward: bool) -> Rows:
    """Beyond the edge among rows whose first column is null: the other columns decide."""
    if not keys[1].nullable:
        return _beyond(rows, keys[1:], edge[1:], forward=forward)
    order = [key.order(forward=forward) for key in keys[1:]]
    return rows.filter(_spelled_out(keys[1:], edge[1:], forward=forward)).order_by(*order)


class _Row(Func):
    template = "(%(expressions)s)"
    output_field = BooleanField()


def _after(
    keys: Sequence[Key], edge: Sequence[object], *, forward: bool
) -> Any:  # Any: Q or lookup
    """Strictly beyond the edge. The first column is known to be there on both sides."""
    directions = {key.descending for key in keys}
    if len(directions) == 1 and not any(key.nullable for key in keys[1:]):
        ascending = directions.pop() != forward
        compare = GreaterThan if ascending else LessThan
        values = [Value(value, key.field) for key, value in zip(keys, edge, strict=True)]
        return compare(_Row(*(F(key.name) for key in keys)), _Row(*values))
    # The bound on the first column is implied by the rest; an index needs it said.
    first = keys[0]
    step = "gte" if first.descending != forward else "lte"
    return Q(**{f"{first.name}__{step}": edge[0]}) & _spelled_out(keys, edge, forward=forward)


def _spelled_out(keys: Sequence[Key], edge: Sequence[object], *, forward: bool) -> Q:
    """a > x, or a = x and b > y, or a = x and b = y and c > z …"""
    found, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, edge, strict=True):
        beyond = _one_beyond(key, value, forward=forward)
        if beyond is not None:
            found |= equal & beyond
        equal &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return found


def _one_beyond(key: Key, value: object, *, forward: bool) -> Q | None:
    if value is None:
        # Nulls are last: nothing lies behind them, and all the rest before.
        return None if forward else Q(**{f"{key.name}__isnull": False})
    step = "gt" if key.descending != forward else "lt"
    beyond = Q(**{f"{key.name}__{step}": value})
    if key.nullable and forward:
        beyond |= Q(**{f"{key.name}__isnull": True})
    return beyond
