"""Transactions with an entry against the same with a plain sequence insert, all cores busy."""

import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from django.db import connections

from backend.audit.models import Log
from bench.audit import posts
from bench.audit.posts import Kind
from bench.floor.models import Placard, Post
from bench.measuring import Pairs
from bench.table import Line

WRITERS = 8
LEAST = 0.8
SECONDS = 1.0
# Whoever waits so long for the others waits for a writer that died.
PATIENCE = 120


def lines(rounds: int) -> list[Line]:
    return [
        _line("row of plain fields", Post, rounds),
        _line("row with free text", Placard, rounds),
    ]


def _line(what: str, kind: Kind, rounds: int) -> Line:
    pairs = _measured(kind, rounds)
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
            "table numbered by a sequence, without triggers or keys to an entry."
        ],
    )


def _measured(kind: Kind, rounds: int) -> Pairs:
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
    return Pairs(
        [sum(one[False][number] for one in counts) for number in range(rounds)],
        [sum(one[True][number] for one in counts) for number in range(rounds)],
    )


def _done_by_one(log: Log, kind: Kind, rounds: int, barrier: Barrier) -> dict[bool, list[int]]:
    row, plain = posts.new_row(log, kind), posts.new_plain_row(log)
    leaf = posts.last_leaf(log)
    turns: dict[bool, Callable[[], None]] = {
        False: lambda: posts.plain_change(plain, leaf),
        True: lambda: posts.recorded_change(kind, row),
    }
    for change in (*turns.values(),) * 3:
        change()
    counts: dict[bool, list[int]] = {False: [], True: []}
    for number in range(rounds):
        for is_ours in (False, True) if number % 2 else (True, False):
            barrier.wait(PATIENCE)
            counts[is_ours].append(_count(turns[is_ours]))
    connections.close_all()
    return counts


def _count(change: Callable[[], None]) -> int:
    done, end = 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        change()
        done += 1
    return done
