"""Queries that every request asks: composed once, and asked with other values ever after.

To compose one and turn it into SQL takes several times what the database takes to answer it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar  # Any: values and columns are of every type

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value that is known when the query is asked, of the type of that field."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def out_of(self, given: dict[str, Any]) -> Any:
        field: Field[Any, Any] = self.output_field
        return field.get_db_prep_value(given[self.name], connection)


class Prepared:
    def __init__(self, compose: Callable[[], QuerySet[Any, Any]]) -> None:
        """`compose` makes it with `values_list`, and a `Given` wherever a value will be."""
        self._compose = compose

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        compiler, sql, parameters = self._compiled
        values = [one.out_of(given) if isinstance(one, Given) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter([rows])]

    @cached_property
    def _compiled(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._compose().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return compiler, sql, tuple(parameters)


def row_of(model: type[Row], **known: Any) -> Row:
    """As the database has it; what is not known of it is read when it is asked for."""
    related = {name: value for name, value in known.items() if isinstance(value, Model)}
    values = {**known, **{f"{name}_id": value.pk for name, value in related.items()}}
    names = [one.attname for one in model._meta.concrete_fields if one.attname in values]
    row = model.from_db("default", names, [values[name] for name in names])
    for name, value in related.items():
        setattr(row, name, value)
    return row
