"""What the guards of a decision ask beside its row: read when first asked, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from backend.api.actor import Actor
from backend.errors import Unmet
from backend.forums.effects import obstacles
from backend.forums.models import Decision, Meeting, MeetingState
from backend.forums.presence import disqualified_in, eligible_at, present_at
from backend.forums.tally import Rule, Sitting


@dataclass(frozen=True)
class Votes:
    """Members by the ids of their actors; whoever is in no list said nothing."""

    in_favour: Sequence[UUID] = ()
    against: Sequence[UUID] = ()
    abstained: Sequence[UUID] = ()


@dataclass(frozen=True)
class DecisionFacts:
    """Of `decision` the forum is loaded, and the item with its meeting."""

    decision: Decision
    actor: Actor
    # The instant at which it is decided.
    at: datetime
    # By the chair alone: no meeting, no quorum, no vote.
    is_urgent: bool = False
    is_indicative: bool = False
    # None: it is not put to the vote yet, and may be carried.
    votes: Votes | None = None

    @property
    def rule(self) -> Rule:
        return Rule.of(self.decision.forum)

    @property
    def meeting(self) -> Meeting | None:
        return None if self.decision.item is None else self.decision.item.meeting

    @property
    def is_in_session(self) -> bool:
        return self.meeting is not None and self.meeting.state == MeetingState.IN_SESSION

    @cached_property
    def sitting(self) -> Sitting:
        eligible = eligible_at(self.decision.forum_id, self.at)
        if self.is_urgent or self.decision.item is None:
            return Sitting(eligible, frozenset())
        item = self.decision.item
        return Sitting(eligible, present_at(item.meeting_id, self.at), disqualified_in(item.id))

    @property
    def is_carried(self) -> bool:
        if self.is_urgent or self.votes is None:
            return True
        votes = self.votes
        return self.rule.carries(in_favour=len(votes.in_favour), against=len(votes.against))

    @property
    def binds(self) -> bool:
        """And so brings about what it is to bring about."""
        return self.is_carried and not self.is_indicative

    @cached_property
    def obstacles(self) -> list[Unmet]:
        return obstacles(self.decision, self.actor) if self.binds else []
