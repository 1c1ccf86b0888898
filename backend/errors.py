"""Refusals: every "the rules say no" in the code base, each with a code that never changes.

The sentence is for the person who can act on it; programs branch on `code` alone. Nothing here
knows HTTP: `backend.api.problems` gives each family its status.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """One broken rule of an input; exactly one of the three places is set.

    `pointer` is an RFC 6901 JSON pointer as a URI fragment (`#/items/2/title`).
    """

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


@dataclass(frozen=True)
class Unmet:
    """One fact of the record that stands against a move, and the roles that can change it."""

    code: str
    detail: str
    who: tuple[str, ...] = ()


class Refused(Exception):
    """The base: `extensions` become members of the problem document (RFC 9457, section 3.2)."""

    code: ClassVar[str]

    def __init__(self, detail: str, **extensions: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extensions = extensions


class NotVisible(Refused):
    """Hidden and missing are the same thing to whoever asks."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Nothing you can see has this address. Check it and try again.")


class NotAllowed(Refused):
    code = "permission_denied"


class InputRefused(Refused):
    """All broken rules of one request at once."""

    code = "validation_error"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("Change what the list of errors names and try again.")
        self.faults = faults


class Stale(Refused):
    """The caller read an older version than the one on record."""

    code = "precondition_failed"

    def __init__(self, current: int) -> None:
        super().__init__(
            f"This was changed since you read it: it is now version {current}. "
            "Read it again and try again."
        )
        self.current = current


class WrongState(Refused):
    code = "transition_not_allowed"


class GuardFailed(Refused):
    """Facts of the record stand against the move: all of them at once."""

    code = "transition_guard_failed"

    def __init__(self, unmet: list[Unmet]) -> None:
        super().__init__(" ".join(one.detail for one in unmet))
        self.unmet = unmet


class Conflict(Refused):
    """The base of refusals in which another record, not this one's state, stands in the way."""
