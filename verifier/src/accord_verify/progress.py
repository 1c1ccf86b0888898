"""How far it is, for someone who watches."""

import time
from typing import TextIO

WIDTH = 30
OFTEN = 0.1


class Progress:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_watched = stream.isatty()
        self._total = 0
        self._last = 0.0

    def begin(self, total: int) -> None:
        self._total = total

    def seen(self, count: int) -> None:
        now = time.monotonic()
        if not self._is_watched or (now - self._last < OFTEN and count < self._total):
            return
        self._last = now
        filled = WIDTH * count // self._total
        bar = "█" * filled + "░" * (WIDTH - filled)
        self._stream.write(f"\r{bar} {count:,} of {self._total:,} entries")
        self._stream.flush()

    def end(self) -> None:
        if self._is_watched:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
