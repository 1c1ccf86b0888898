"""Whether enough members counted for an item, and what their votes came to: arithmetic alone."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from backend.forums.models import Forum, Majority

Members = AbstractSet[UUID]


@dataclass(frozen=True)
class Rule:
    """What a forum asks of its members before it has decided something."""

    majority: str
    consensus_minus: int
    quorum: int
    quorum_percent: int

    @classmethod
    def of(cls, forum: Forum) -> Self:
        return cls(forum.majority, forum.consensus_minus, forum.quorum, forum.quorum_percent)

    def needed(self, eligible: int) -> int:
        """The share is rounded up: half of five is three."""
        share = -(-self.quorum_percent * eligible // 100)
        return max(self.quorum, share)

    def carries(self, *, in_favour: int, against: int) -> bool:
        """Whoever abstains or says nothing counts for neither side."""
        if self.majority == Majority.SIMPLE:
            return in_favour > against
        if self.majority == Majority.TWO_THIRDS:
            return in_favour > 0 and 3 * in_favour >= 2 * (in_favour + against)
        return in_favour > 0 and against <= self.consensus_minus


@dataclass(frozen=True)
class Sitting:
    """The members of a forum at one instant, by the ids of their actors, and who of them was there.

    `interested`: those whom a declared interest keeps out of the item, there or not.
    """

    eligible: Members
    present: Members
    interested: Members = frozenset()

    @property
    def excluded(self) -> Members:
        return self.present & self.interested

    @property
    def counted(self) -> Members:
        return self.present - self.interested

    def needed(self, rule: Rule) -> int:
        """Interests leave it as it is: they take nobody out of the forum."""
        return rule.needed(len(self.eligible))

    def is_quorate(self, rule: Rule) -> bool:
        return len(self.counted) >= self.needed(rule)
