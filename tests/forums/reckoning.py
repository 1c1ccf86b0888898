"""Who counts at a minute of a meeting, and what they decide: reckoned apart from the product.

People are names, and a meeting is so many minutes. Every coming and going paints the minutes it
speaks of, so there are neither intervals to compare nor rows to query; shares are exact fractions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

# A meeting lasts so long; its last minute is the one in which decisions are recorded.
LAST: Final = 12


@dataclass(frozen=True)
class Rules:
    quorum: int
    percent: int
    majority: str
    minus: int

    def needed(self, eligible: int) -> int:
        """The least number that is both enough and share enough."""
        enough = self.quorum
        while Fraction(enough) < Fraction(self.percent, 100) * eligible:
            enough += 1
        return enough

    def carries(self, in_favour: int, against: int) -> bool:
        if in_favour == 0:
            return False
        share = Fraction(in_favour, in_favour + against)
        return {
            "simple": share > Fraction(1, 2),
            "two_thirds": share >= Fraction(2, 3),
            "consensus": against <= self.minus,
        }[self.majority]


@dataclass(frozen=True)
class Count:
    eligible: frozenset[str]
    present: frozenset[str]
    excluded: frozenset[str]
    needed: int

    @property
    def counted(self) -> frozenset[str]:
        return self.present - self.excluded

    @property
    def is_quorate(self) -> bool:
        return len(self.counted) >= self.needed


@dataclass
class Hall:
    """What everyone saw who looked on all the time."""

    rules: Rules
    # By term of membership: whose it is, and in which minutes.
    terms: list[tuple[str, set[int]]] = field(default_factory=list)
    # By member: who sits on their chair in which minutes.
    chairs: dict[str, dict[int, str]] = field(default_factory=dict)
    # By item: whom a declared interest keeps out.
    kept_out: dict[int, set[str]] = field(default_factory=dict)

    def joins(self, name: str, minute: int) -> None:
        self.terms.append((name, set(_on(minute))))

    def ends(self, name: str, minute: int) -> None:
        """The term that began first of those that run."""
        term = next(minutes for who, minutes in self.terms if who == name and minute in minutes)
        term.difference_update(_on(minute))

    def sits(self, member: str, minute: int, person: str | None = None) -> None:
        """Themselves, unless said; until somebody rises."""
        self._sits(member, _on(minute), person)

    def sat(self, member: str, arrived: int, left: int) -> None:
        """As is told later. Whoever sat there gave the chair up when they came."""
        if arrived in self.chairs.get(member, {}):
            self.rises(member, arrived)
        self._sits(member, range(arrived, left))

    def _sits(self, member: str, minutes: Iterable[int], person: str | None = None) -> None:
        self.chairs.setdefault(member, {}).update(dict.fromkeys(minutes, person or member))

    def rises(self, member: str, minute: int) -> None:
        for left in _on(minute):
            self.chairs.get(member, {}).pop(left, None)

    def declares(self, member: str, item: int) -> None:
        self.kept_out.setdefault(item, set()).add(member)

    def members(self, minute: int) -> frozenset[str]:
        return frozenset(name for name, minutes in self.terms if minute in minutes)

    def count(self, item: int, minute: int) -> Count:
        eligible = self.members(minute)
        taken = {member for member, minutes in self.chairs.items() if minute in minutes}
        present = eligible & taken
        excluded = present & self.kept_out.get(item, set())
        return Count(eligible, present, frozenset(excluded), self.rules.needed(len(eligible)))

    def substituted(self, minute: int) -> frozenset[str]:
        """Members on whose chair another sits."""
        return frozenset(
            member for member, minutes in self.chairs.items() if minutes.get(minute) != member
        ) & {member for member, minutes in self.chairs.items() if minute in minutes}


def _on(minute: int) -> range:
    """That minute and all later ones."""
    return range(minute, LAST + 1)
