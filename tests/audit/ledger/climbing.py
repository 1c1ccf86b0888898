"""The mark of one log, raised again and again; as a program, by a process that knows no more."""

import sys

from django.conf import settings

from backend.audit.highwater import Mark, mark_of, move_mark

ORIGIN = "accord.example/lane"


def climb(steps: int) -> None:
    """One higher each time, from wherever others have moved it meanwhile."""
    for _ in range(steps):
        while not _one_higher():
            pass


def _one_higher() -> bool:
    seen = mark_of(ORIGIN)
    size = seen.size if seen else 0
    return move_mark(ORIGIN, was=seen, to=Mark(size + 1, bytes(32)))


if __name__ == "__main__":
    settings.configure(STATE_DIR=sys.argv[1])
    climb(10)
