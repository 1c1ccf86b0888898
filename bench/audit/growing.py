"""A log as large as asked for, by the log's own append; and what one more entry costs there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import connection

from backend.actions.models import Action
from backend.actions.models.action import ActionState
from backend.audit.checkpoints import size_of
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from bench.measuring import Pairs, spread
from bench.table import Line
from tests.borough import DUE, Borough

SMALL = 1_000
AT_ONCE = 10_000
BLOCK = 20
MOST = 1.15

Say = Callable[[str], None]


def fill(borough: Borough, objects: int, size: int, say: Say) -> list[Action]:
    """So many actions, each changed in turn until the log has this many entries."""
    with _bulk(borough) as unit:
        actions = [
            unit.record("action.proposed", _action(borough, unit.new_id(), place))
            for place in range(objects)
        ]
    while missing := max(size - size_of(borough.partnership.id), 0):
        say(f"{size - missing:,} of {size:,} entries")
        with _bulk(borough) as unit:
            for action in actions[: min(missing, AT_ONCE)]:
                action.position += 1
                unit.record("action.revised", action)
    with connection.cursor() as cursor:
        # As autovacuum would have done in the time so many entries take.
        cursor.execute("ANALYZE")
    return actions


@contextmanager
def _bulk(borough: Borough) -> Iterator[Unit]:
    """One lock and one insert for all of them."""
    with unit_of_work(by=borough.who(_administrator(borough)), at=now()) as unit, unit.gathering():
        yield unit


def _administrator(borough: Borough) -> str:
    return next(name for name in ("Ada", "Olga") if name in borough.profiles)


def _action(borough: Borough, action_id: UUID, place: int) -> Action:
    return Action(
        id=action_id,
        partnership=borough.partnership,
        plan=borough.plan,
        priority=borough.youth,
        lead=borough.council,
        title=f"Action {place:05}",
        state=ActionState.PROPOSED,
        due_on=DUE + timedelta(days=place % 700),
        original_due_on=DUE,
        position=place,
    )


def lines(small: Borough, large: Borough, action: Action, blocks: int) -> list[Line]:
    little = _little(small)
    size = size_of(large.partnership.id)
    pairs = _measured((small, little), (large, action), blocks)
    return [
        Line(
            f"an append at {size:,} entries ÷ at {SMALL:,}",
            f"{spread(pairs.floor).middle * 1e6:,.0f} µs",
            f"{spread(pairs.ours).middle * 1e6:,.0f} µs",
            str(pairs.ratio),
            f"≤ {MOST}",
            pairs.ratio.middle <= MOST,
            [
                f"one entry a unit, to either log in turns; the median of each {BLOCK}, "
                f"{blocks} times. Timed is the closing of the unit (disclosures read, log locked, "
                "entry numbered, hashed and inserted), without the commit."
            ],
        )
    ]


def _little(borough: Borough) -> Action:
    """The one action of a small log, of which all the rest of its entries tell."""
    missing = SMALL - size_of(borough.partnership.id)
    with _bulk(borough) as unit:
        action = unit.record("action.proposed", _action(borough, unit.new_id(), 0))
        for _ in range(missing - 1):
            unit.record("action.revised", action)
    return action


def _measured(small: tuple[Borough, Action], large: tuple[Borough, Action], blocks: int) -> Pairs:
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range((blocks + 1) * BLOCK):
        for is_large in (False, True) if number % 2 else (True, False):
            times[is_large].append(_append(*(large if is_large else small)))
    # The first warm up.
    return Pairs(*([_middle(times[one], block + 1) for block in range(blocks)] for one in times))


def _middle(times: list[float], block: int) -> float:
    return spread(times[block * BLOCK : (block + 1) * BLOCK]).middle


def _append(borough: Borough, action: Action) -> float:
    with unit_of_work(by=borough.who(_administrator(borough)), at=now()) as unit:
        action.position += 1
        unit.record("action.revised", action)
        started = time.perf_counter()
        unit.close()
        taken = time.perf_counter() - started
        unit._collected.clear()
    return taken
