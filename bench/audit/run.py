"""Every figure the log promises, measured in one run beside its floor.

    DATABASE_URL=postgres://… PYTHONPATH=verifier/src python -m bench.audit.run --size N

Started by `bench.audit`, which makes the database it runs in and drops it.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.conf import settings  # noqa: E402  # models need the set-up above
from django.core.management import call_command  # noqa: E402

from backend.actions.models import Action  # noqa: E402
from backend.audit.checkpoints import size_of  # noqa: E402
from backend.audit.models import Log  # noqa: E402
from bench.audit import (  # noqa: E402
    agreeing,
    bulk,
    following,
    growing,
    looking_back,
    verifying,
    writing,
)
from bench.surroundings import surroundings  # noqa: E402
from bench.table import Line, aligned  # noqa: E402
from tests import borough as boroughs  # noqa: E402
from tests.borough import Borough  # noqa: E402

OBJECTS = 10_000
STARTED = time.monotonic()


class Logs(NamedTuple):
    """One of a few entries, and one of as many as were asked for, with an action of the latter."""

    small: Borough
    large: Borough
    action: Action


def _appends(logs: Logs, rounds: int) -> list[Line]:
    return growing.lines(logs.small, logs.large, logs.action, rounds)


def _as_of(logs: Logs, rounds: int) -> list[Line]:
    return looking_back.lines(logs.large, size_of(logs.large.partnership.id), rounds)


def _verifying(logs: Logs, rounds: int) -> list[Line]:
    log = Log.objects.get(id=logs.large.partnership.id)
    return verifying.lines(log, Path(settings.STATE_DIR) / "export", rounds)


SHORT: dict[str, Callable[[int], list[Line]]] = {
    "transactions": writing.lines,
    "bulk": bulk.lines,
    "cursor": lambda rounds: following.lines(rounds * 10),
    "roots": lambda _: agreeing.lines(Path(settings.STATE_DIR) / "told"),
}
LARGE: dict[str, Callable[[Logs, int], list[Line]]] = {
    "appends": _appends,
    "as-of": _as_of,
    "verify": _verifying,
}


def say(text: str) -> None:
    load = os.getloadavg()[0]
    sys.stderr.write(f"{time.monotonic() - STARTED:6.1f} s  load {load:.1f}  {text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.audit", description=__doc__)
    parser.add_argument("--size", type=int, default=50_000, help="entries of the large log")
    parser.add_argument("--rounds", type=int, default=8, help="how often each pair is measured")
    parser.add_argument("--only", nargs="+", choices=[*SHORT, *LARGE], default=[*SHORT, *LARGE])
    asked = parser.parse_args()
    say("making the database")
    call_command("migrate", verbosity=0)
    found = [line for name in SHORT if name in asked.only for line in _short(name, asked.rounds)]
    if not LARGE.keys().isdisjoint(asked.only):
        found += _of_the_large(asked.only, asked.size, asked.rounds)
    sys.stdout.write(f"{surroundings(STARTED)}\n\n{aligned(found)}\n")


def _short(name: str, rounds: int) -> list[Line]:
    say(name)
    return SHORT[name](rounds)


def _of_the_large(names: Sequence[str], size: int, rounds: int) -> list[Line]:
    say(f"filling a log with {size:,} entries")
    large, small = boroughs.knowsley(), boroughs.next_door()
    actions = growing.fill(large, OBJECTS, size, say)
    logs = Logs(small, large, actions[0])
    found = []
    for name, part in LARGE.items():
        if name in names:
            say(name)
            found += part(logs, rounds)
    return found


if __name__ == "__main__":
    main()
