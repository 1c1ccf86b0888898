from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside is rolled back; units open in it as they do in Django's own test case."""
    block = transaction.atomic()
    # A unit refuses to open inside a transaction unless a test case holds that one.
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's test case does
    with block:
        yield
        transaction.set_rollback(True)
