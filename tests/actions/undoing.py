from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from backend.audit import highwater


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside is rolled back; units open in it as they do in Django's own test case.

    Around all tests of a module, none of these may commit: such a test has a module of its own.
    """
    block = transaction.atomic()
    # A unit refuses to open inside a transaction unless a test case holds that one.
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's test case does
    with block:
        yield
        transaction.set_rollback(True)
    forget_what_was_signed()


def forget_what_was_signed() -> None:
    """Of logs that went back with their database: to the product it is a log restored."""
    (Path(settings.STATE_DIR) / highwater.FILE_NAME).unlink(missing_ok=True)
