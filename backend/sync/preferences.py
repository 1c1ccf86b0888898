"""What a request prefers (RFC 7240); whatever is not understood is passed over, as it says."""

import re
from collections.abc import Iterator
from typing import Final

LONGEST_WAIT: Final = 25
_SECONDS: Final = re.compile("[0-9]{1,2}", re.ASCII)


def seconds_to_wait(prefer: str) -> int | None:
    """Of `wait=N`, the first mention of it counting."""
    said = next((value for name, value in _preferences(prefer) if name == "wait"), "")
    if not _SECONDS.fullmatch(said) or int(said) > LONGEST_WAIT:
        return None
    return int(said)


def _preferences(prefer: str) -> Iterator[tuple[str, str]]:
    for one in prefer.split(","):
        # Parameters of a preference stand behind a semicolon; this one has none.
        name, _, value = one.partition(";")[0].partition("=")
        yield name.strip().lower(), value.strip().removeprefix('"').removesuffix('"')
