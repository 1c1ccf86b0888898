"""What the guards of a meeting ask beside its row: read when first asked, once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from backend.audit.days import day_of
from backend.forums.models import Meeting, Minutes


@dataclass(frozen=True)
class MeetingFacts:
    meeting: Meeting
    # The day on which it is asked.
    on: date

    @property
    def meets_on(self) -> date:
        return day_of(self.meeting.starts_at)

    @cached_property
    def has_minutes(self) -> bool:
        """The part for all: of the other nobody outside the forum may learn."""
        return Minutes.objects.filter(meeting=self.meeting, restricted=False).exists()
