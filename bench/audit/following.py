"""A reader that follows a cursor, while eight write, wait and give up."""

from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from random import Random

from django.db import connection, connections

from backend.audit.models import Entry, Log
from backend.audit.reading import read_after
from backend.audit.unit import unit_of_work
from bench.audit import posts
from bench.audit.posts import SOURCE, TITLE
from bench.floor.models import PlainEntry, Post
from bench.table import Line
from tests.audit.ledger.people import AUDITOR, PRIYA

WRITERS = 8
LONGEST = 0.01
GIVEN_UP = 0.2


def lines(units: int) -> list[Line]:
    log = posts.new_log()
    row = posts.new_plain_row(log)
    # What is there already belongs to other measurements.
    before = PlainEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    connections.close_all()
    context = get_context("fork")
    writers = [
        context.Process(target=_write, args=(log, row, seed, units)) for seed in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    met, plain_met = _follow(log, before, writers)
    for writer in writers:
        writer.join()
    kept = set(Entry.objects.filter(log=log).values_list("index", flat=True))
    plain = set(PlainEntry.objects.filter(id__gt=before).values_list("id", flat=True))
    missed, plain_missed = len(kept - met), len(plain - plain_met)
    return [
        Line(
            f"entries missed by a cursor reader, {WRITERS} writers",
            f"{plain_missed:,} of {len(plain):,}",
            f"{missed:,} of {len(kept):,}",
            "",
            "0",
            missed == 0,
            [
                f"each transaction writes both, waits up to {LONGEST * 1000:.0f} ms before and "
                f"after, and {GIVEN_UP:.0%} roll back; one reader follows both. The floor is a "
                "reader of a plain sequence: id > last."
            ],
        )
    ]


def _write(log: Log, row: object, seed: int, units: int) -> None:
    chance = Random(seed)
    for number in range(units):
        with unit_of_work(by=PRIYA, at=SOURCE.now()) as unit:
            _wait(chance)
            PlainEntry.objects.create(
                leaf=b"",
                verb="post.put_up",
                subject_type="post",
                subject_id=row,
                actor=PRIYA.id,
                at=unit.at,
            )
            for _ in range(chance.randint(1, 3)):
                unit.record("post.put_up", Post(log=log, title=f"{TITLE} {number}"))
            # Numbered and not committed: here a reader could be led past them.
            unit.close()
            unit._collected.clear()
            _wait(chance)
            if chance.random() < GIVEN_UP:
                unit.rehearse()
                unit.close()
    connections.close_all()


def _wait(chance: Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [chance.random() * LONGEST])


def _follow(log: Log, before: int, writers: Sequence[BaseProcess]) -> tuple[set[int], set[int]]:
    """Until nobody writes and nothing is left."""
    met: set[int] = set()
    plain_met: set[int] = set()
    after, last = -1, before
    while True:
        # Before the reading: what ends after it has been read, or is met in the next round.
        is_over = not any(one.is_alive() for one in writers)
        stretch = read_after(log.id, AUDITOR.audiences, after=after, limit=50)
        met.update(one.index for one in stretch.entries)
        after = stretch.after
        rows = PlainEntry.objects.filter(id__gt=last).order_by("id")
        found = list(rows.values_list("id", flat=True)[:50])
        plain_met.update(found)
        last = found[-1] if found else last
        if is_over and not found and after == stretch.size - 1:
            return met, plain_met
