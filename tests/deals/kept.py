"""A table made once for all tests of a module; what a test changes is undone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import time_machine
from pytest_django import DjangoDbBlocker

from backend.audit.source import now
from tests import borough as made
from tests.actions.undoing import undone
from tests.borough import Borough
from tests.deals.round_table import RoundTable


def known() -> Borough:
    """It knows Olga, who is from next door."""
    knowsley = made.knowsley()
    knowsley.profiles["Olga"] = made.next_door().profiles["Olga"]
    return knowsley


def kept(
    blocker: DjangoDbBlocker,
    make: Callable[[Borough], RoundTable],
    at: datetime | None = None,
) -> Iterator[RoundTable]:
    """Made now, or at another time."""
    with blocker.unblock(), undone():
        with time_machine.travel(at or now(), tick=at is None):
            table = make(known())
        yield table


def untouched(table: RoundTable) -> RoundTable:
    return replace(
        table,
        borough=replace(table.borough, tokens=dict(table.borough.tokens)),
        seats=dict(table.seats),
        commitments=dict(table.commitments),
    )
