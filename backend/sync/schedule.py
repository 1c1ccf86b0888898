"""When what did not arrive is tried again."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

# Before the first try, before the second, …: after the last of them nothing is tried again.
WAITS: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# A tenth more or less, so that what failed together does not come back together.
JITTER: Final = 0.1
LONGEST_REST: Final = timedelta(hours=24)
# Of an endpoint that says it is overloaded and not for how long.
SHORTEST_REST: Final = timedelta(seconds=5)
OVERLOADED: Final = (429, 502, 504)
# Of nothing but failures: then the endpoint is given up.
PATIENCE: Final = timedelta(days=5)


def wait_after(tries: int, chance: float) -> timedelta | None:
    """`chance` lies between 0 and 1. None: that was the last."""
    if tries >= len(WAITS):
        return None
    return WAITS[tries] * (1 + JITTER * (2 * chance - 1))


def asked_rest(status: int | None, retry_after: str, at: datetime) -> timedelta | None:
    """How long the answer asks to be left alone, within reason; None: it does not."""
    asked = _read(retry_after, at)
    if asked is None:
        return SHORTEST_REST if status in OVERLOADED else None
    return min(max(asked, SHORTEST_REST), LONGEST_REST)


def _read(retry_after: str, at: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, section 10.2.3); anything else asks for nothing."""
    if re.fullmatch("[0-9]{1,9}", retry_after, re.ASCII):
        return timedelta(seconds=int(retry_after))
    try:
        until = parsedate_to_datetime(retry_after)
        return (until if until.tzinfo else until.replace(tzinfo=UTC)) - at
    except (ValueError, TypeError, OverflowError):
        return None
