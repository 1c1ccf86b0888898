"""An index of the rows that name an entry, on SQLite alone.

A row is saved before the entry it names. While such a key is owed, SQLite looks for each entry that
is inserted in every table whose rows may have waited for it: without an index that is all of their
rows. PostgreSQL looks for the rows' entries instead, once, at commit; an index would only make
every write dearer there.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey

from backend.audit.models import Entry

PREFIX = "accord_names_entry"


def install(connection: BaseDatabaseWrapper) -> None:
    """Safe to run at any time. Django drops them with a table it remakes: run after migrations."""
    if connection.vendor != "sqlite":
        return
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, column in _naming_an_entry():
            if table in present:
                name = f"{PREFIX}_{table}"
                cursor.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" ("{column}")')


def _naming_an_entry() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Entry:
                yield model._meta.db_table, field.column
