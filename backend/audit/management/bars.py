from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand
from rich.progress import Progress as Bar

Progress = Callable[[int, int], None]


@contextmanager
def shown_progress(command: BaseCommand, what: str, *, silent: bool = False) -> Iterator[Progress]:
    """Takes what is done and how much there is; shows it only to a person who waits."""
    if silent or not command.stdout.isatty():
        yield lambda done, total: None
        return
    with Bar(transient=True) as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)
