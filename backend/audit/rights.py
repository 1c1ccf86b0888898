"""What the application's own role may do in a production database (PostgreSQL), table by table.

The tables belong to another role, which migrates. So whoever takes over the application can add to
the log, and neither change nor remove a line of it, nor switch off the triggers that say so.
"""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from backend.audit.models import AppendOnly, Disclosure, Log, Recorded

GROWS: Final = "SELECT, INSERT"
# Written by migrations alone.
KEPT_BY_THE_OWNER: Final = frozenset(
    {"auth_permission", "django_content_type", "django_migrations"}
)


def statements(connection: BaseDatabaseWrapper, role: str) -> Iterator[str]:
    """Safe to run again, as the owner, after every migration."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quoted(cursor.fetchone()[0])
    to = quoted(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to};"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM {to};"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {to};"
    models = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}
    for table in sorted(connection.introspection.table_names()):
        for privileges in _privileges(table, models.get(table)):
            yield f"GRANT {privileges} ON {quoted(table)} TO {to};"


def _privileges(table: str, model: type[Model] | None) -> Iterator[str]:
    if table in KEPT_BY_THE_OWNER:
        yield "SELECT"
    elif model is Log:
        yield GROWS
        # Locking a row asks for the right to change one; the trigger refuses to use it.
        yield "UPDATE (origin)"
    elif model is Disclosure:
        yield GROWS
        yield "UPDATE (value)"
    elif model is not None and issubclass(model, AppendOnly):
        yield GROWS
    elif model is not None and issubclass(model, Recorded):
        yield f"{GROWS}, UPDATE"
    else:
        yield f"{GROWS}, UPDATE, DELETE"
