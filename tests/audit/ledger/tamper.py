"""Changes nobody may make, made behind the triggers' back."""

from collections.abc import Sequence

from django.db import connection

from backend.audit import triggers


def behind_the_triggers(*statements: str, given: Sequence[str | bytes | int] = ()) -> None:
    """The values in `given` are for the last statement."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for name, table in triggers._installed(connection).items():
            cursor.execute(triggers._drop_statement(connection.vendor, name, table))
        *first, last = statements
        for statement in first:
            cursor.execute(statement)
        cursor.execute(last, list(given))
    connection.check_constraints()
    triggers.install(connection)
