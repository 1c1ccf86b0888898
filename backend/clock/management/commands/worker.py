import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Any  # Django hands options over untyped

from django.core.management.base import BaseCommand

from backend.clock.errands import errands_once
from backend.clock.worker import work_once, work_until


class Command(BaseCommand):
    help = "Do what falls due, until told to stop: reminders, and whatever else has its time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do everything due now and end, as cron wants it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with _stopped_by_signals() as stop:
            if options["once"]:
                self.stdout.write(f"Chores done: {work_once(stop)}.")
                self.stdout.write(f"Sent or heard: {errands_once(stop)}.")
            else:
                work_until(stop)


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    stop = Event()

    def told_to_stop(_number: int, _frame: FrameType | None) -> None:
        # Only noted here: what is being done is finished first.
        stop.set()

    before = {one: signal.signal(one, told_to_stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
