"""What a partner's sync costs, beside its floor.

    DATABASE_URL=postgres://… python -m bench.sync.run --rounds N

Started by `bench.sync`, which makes the database it runs in and drops it.
"""

import argparse
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # models need the set-up above

from bench.surroundings import surroundings  # noqa: E402
from bench.sync import statuses  # noqa: E402
from bench.table import aligned  # noqa: E402


def main() -> None:
    started = time.monotonic()
    parser = argparse.ArgumentParser(prog="bench.sync", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="how often each pair is measured")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    found = statuses.lines(asked.rounds)
    sys.stdout.write(f"{surroundings(started)}\n\n{aligned(found)}\n")


if __name__ == "__main__":
    main()
