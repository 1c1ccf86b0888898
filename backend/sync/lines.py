"""Items as lines of a file: how it is taken apart, and what one line of it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from backend.errors import Fault, InputRefused, Refused
from backend.sync.reconcile import Item

MEDIA_TYPE: Final = "application/x-ndjson"
MOST_LINES: Final = 10_000
# Heard in one unit, in which the source is held.
PART: Final = 100


@dataclass(frozen=True)
class Line:
    """What it says, or why that is no item; `external_id` as far as it could be read."""

    number: int
    external_id: str | None
    said: Item | Refused


def lines_in(content: bytes) -> list[bytes]:
    """Those it has, blank or not; what ends the last begins none. Raises InputRefused."""
    lines = content.split(b"\n")
    if not lines[-1].strip():
        lines.pop()
    if not any(map(bytes.strip, lines)):
        raise _refused("required", "Send at least one line")
    if len(lines) > MOST_LINES:
        raise _refused("max_length", f"Send {MOST_LINES:,} lines or fewer")
    return lines


def parts_of(lines: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Each with the number of its first line."""
    for place in range(0, len(lines), PART):
        yield place + 1, lines[place : place + PART]


def joined(lines: Sequence[bytes]) -> bytes:
    return b"\n".join(lines)


def numbered(content: bytes, first: int) -> list[tuple[int, bytes]]:
    return list(enumerate(content.split(b"\n"), first))


def _refused(code: str, sentence: str) -> InputRefused:
    return InputRefused([Fault(code, sentence, "#")])
