"""What a backup does that is put back: the database forgets, and what lies outside remembers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def put_back() -> Iterator[None]:
    """Everything done inside is gone from the database afterwards."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
