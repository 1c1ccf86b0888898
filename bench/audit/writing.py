"""Transactions with an entry against the same with a plain sequence insert, all cores busy."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from operator import attrgetter
from typing import NamedTuple

from django.db import connections

from backend.audit.models import Log
from bench.audit import posts
from bench.audit.posts import Kind
from bench.floor.models import Placard, Post
from bench.measuring import Pairs, Spread
from bench.table import Line

WRITERS = 8
LEAST = 0.8
SECONDS = 1.0
# Whoever waits so long for the others waits for a writer that died.
PATIENCE = 120


class Done(NamedTuple):
    transactions: float
    cpu: float

    @property
    def per_cpu_second(self) -> float:
        return self.transactions / self.cpu


def lines(rounds: int) -> list[Line]:
    return [
        _line("row of plain fields", Post, rounds),
        _line("row with free text", Placard, rounds),
    ]


def _line(what: str, kind: Kind, rounds: int) -> Line:
    pairs, by_cpu = _measured(kind, rounds)
    ratio = pairs.ratio
    return Line(
        f"transactions/s, 8 writers, 8 logs: {what}",
        f"{sum(pairs.floor) / rounds / SECONDS:,.0f}/s",
        f"{sum(pairs.ours) / rounds / SECONDS:,.0f}/s",
        str(ratio),
        f"≥ {LEAST}",
        ratio.middle >= LEAST,
        [
            f"8 processes, {rounds} rounds of {SECONDS:.0f} s each in turns. Both read a row under "
            "lock, change it and save it by the ORM, and commit; ours through unit_of_work and "
            "record, the floor with one INSERT by the ORM of a row as long as our leaf into a "
            "table numbered by a sequence, without triggers or keys to an entry.",
            f"by CPU time of the writers instead of the clock, their database left out: {by_cpu}",
        ],
    )


def _measured(kind: Kind, rounds: int) -> tuple[Pairs, Spread]:
    """Transactions of each round, and the ratio of those to a CPU-second."""
    logs = [posts.new_log() for _ in range(WRITERS)]
    connections.close_all()
    context = get_context("fork")
    barrier, answers = context.Barrier(WRITERS), context.SimpleQueue()

    def write(log: Log) -> None:
        answers.put(_done_by_one(log, kind, rounds, barrier))

    writers = [context.Process(target=write, args=(log,)) for log in logs]
    for writer in writers:
        writer.start()
    counts = [answers.get() for _ in writers]
    for writer in writers:
        writer.join()
    totals = [
        [
            Done(*map(sum, zip(*(one[which][number] for one in counts), strict=True)))
            for number in range(rounds)
        ]
        for which in (False, True)
    ]
    done, by_cpu = (
        Pairs(*([measure(one) for one in theirs] for theirs in totals))
        for measure in (attrgetter("transactions"), attrgetter("per_cpu_second"))
    )
    return done, by_cpu.ratio


def _done_by_one(log: Log, kind: Kind, rounds: int, barrier: Barrier) -> dict[bool, list[Done]]:
    row, plain = posts.new_row(log, kind), posts.new_plain_row(log)
    leaf = posts.last_leaf(log)
    turns: dict[bool, Callable[[], None]] = {
        False: lambda: posts.plain_change(plain, leaf),
        True: lambda: posts.recorded_change(kind, row),
    }
    for change in (*turns.values(),) * 3:
        change()
    counts: dict[bool, list[Done]] = {False: [], True: []}
    for number in range(rounds):
        for is_ours in (False, True) if number % 2 else (True, False):
            barrier.wait(PATIENCE)
            counts[is_ours].append(_count(turns[is_ours]))
    connections.close_all()
    return counts


def _count(change: Callable[[], None]) -> Done:
    done, end, cpu = 0, time.monotonic() + SECONDS, time.process_time()
    while time.monotonic() < end:
        change()
        done += 1
    return Done(done, time.process_time() - cpu)
