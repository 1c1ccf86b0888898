"""One history from one seed. Run as a program: tells it in the database of its surroundings."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # models need the set-up above

from backend.audit.checkpoints import root_of, size_of  # noqa: E402
from backend.audit.source import SeededSource  # noqa: E402
from tests.audit.ledger.history import busy_street, grow  # noqa: E402

SIZE = 2_000


def told() -> str:
    source = SeededSource()
    street = busy_street(source)
    grow(source, street, SIZE)
    assert size_of(street.pk) == SIZE
    return root_of(street.pk, SIZE).hex()


if __name__ == "__main__":
    # Its tables and the log's: this history needs no others.
    call_command("migrate", "ledger", verbosity=0)
    sys.stdout.write(told())
