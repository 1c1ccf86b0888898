"""Run as a program: raise a lamp, and be killed on one side of the entry, before the commit."""

import os
import signal
import sys

import django

django.setup()

from backend.audit import unit as units  # noqa: E402  # models need the set-up above
from backend.audit.source import SystemSource  # noqa: E402
from tests.audit.ledger.history import raise_lamp  # noqa: E402
from tests.audit.ledger.models import Street  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_before_the_entry(unit: units.Unit) -> None:
    die()


def killed_after_the_entry(unit: units.Unit) -> None:
    close(unit)
    die()


close = units.Unit.close
KILLED = {"before": killed_before_the_entry, "after": killed_after_the_entry, "never": close}
units.Unit.close = KILLED[sys.argv[1]]  # type: ignore[method-assign, assignment]  # the point of this program

raise_lamp(SystemSource(), Street.objects.get())
