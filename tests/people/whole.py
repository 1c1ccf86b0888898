"""Everything the database holds, in whatever table: to look for what should not be there."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any  # a column holds whatever its type holds

from django.db import connection

# A disclosure, or any other text in base64url that is long enough to hide a name.
ENCODED = re.compile(rb"[A-Za-z0-9_-]{12,}")


def tables_naming(*words: str) -> set[str]:
    """`table.column` of each value in which one of the words stands, encoded or not."""
    return {place for place, text in _texts() if any(_holds(text, word) for word in words)}


def _texts() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # ours
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", _bytes(value)


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _holds(text: bytes, word: str) -> bool:
    wanted = word.lower().encode()
    return any(wanted in one.lower() for one in (text, *_decoded(text)))


def _decoded(text: bytes) -> Iterator[bytes]:
    for found in ENCODED.findall(text):
        try:
            yield urlsafe_b64decode(found + b"=" * (-len(found) % 4))
        except ValueError:
            continue
