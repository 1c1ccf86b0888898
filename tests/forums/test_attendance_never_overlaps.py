"""Whoever comes, leaves and hands over in whatever order: one member is there once at a time, and
who was there is what a table kept by hand says.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.errors import Refused
from backend.forums.models import Attendance
from backend.forums.operations import record_attendance
from backend.forums.presence import present_at
from tests.actions.undoing import undone
from tests.forums.sitting import SUE, Sitting

EXAMPLES = 150 if settings.get_current_profile_name() == "ci" else 25
MEL: Final = "Mel"
# In minutes; longer than any of these meetings.
THE_END: Final = 60


@dataclass(frozen=True)
class Step:
    """Minutes pass; then it is told that somebody came `ago` minutes before, and perhaps that they
    left after `stayed` minutes; or only that they leave.
    """

    passed: int
    who: str
    ago: int | None
    stayed: int | None

    def times(self, at: int) -> tuple[int | None, int | None]:
        """When they came and left, of what is told at that minute."""
        if self.ago is None:
            return None, at
        since = max(0, at - self.ago)
        return since, None if self.stayed is None else min(at, since + self.stayed)


STEPS: Final = st.lists(
    st.builds(
        Step,
        passed=st.integers(0, 4),
        who=st.sampled_from([MEL, SUE]),
        ago=st.none() | st.integers(0, 8),
        stayed=st.none() | st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class ByHand:
    who: str
    since: int
    until: int | None

    @property
    def minutes(self) -> set[int]:
        return set(range(self.since, THE_END if self.until is None else self.until))


@dataclass
class Table:
    stays: list[ByHand] = field(default_factory=list)

    def told(self, who: str, since: int | None, until: int | None) -> bool:
        """Whether it can be so: nobody comes twice, nor while another is there who stays."""
        sits = next((one for one in self.stays if one.until is None), None)
        if sits and sits.who == who and until is None:
            return False
        if sits and sits.who == who and since in (None, sits.since):
            return self._leaves(sits, until)
        if since is None:
            return False
        gives_way = sits if sits and sits.who != who and sits.since <= since else None
        new = ByHand(who, since, until)
        if any(new.minutes & one.minutes for one in self.stays if one is not gives_way):
            return False
        if gives_way:
            gives_way.until = since
        self.stays.append(new)
        return True

    def _leaves(self, sits: ByHand, until: int | None) -> bool:
        sits.until = until
        return True

    def has(self, minute: int) -> bool:
        return any(minute in one.minutes for one in self.stays)


def tell(sitting: Sitting, step: Step, at: int) -> bool:
    """Whether it was taken."""
    since, until = (None if one is None else sitting.after(one) for one in step.times(at))
    given = (
        {"presence": "present"}
        if step.who == MEL
        else {"presence": "substitute", "person_id": sitting.borough.actor_id(SUE)}
    )
    with sitting.travel(at):
        try:
            sitting.borough.act(
                "Sara",
                record_attendance,
                meeting_id=sitting.meeting.id,
                member_id=sitting.borough.actor_id(MEL),
                arrived_at=since,
                left_at=until,
                **given,
            )
        except Refused:
            return False
    return True


def both(sitting: Sitting, steps: list[Step]) -> tuple[Table, list[bool], list[bool]]:
    """The table, and which steps each of the two took."""
    table, at, taken, expected = Table(), 0, [], []
    for step in steps:
        at += step.passed
        taken.append(tell(sitting, step, at))
        expected.append(table.told(step.who, *step.times(at)))
    return table, taken, expected


def on_record(sitting: Sitting) -> list[tuple[datetime, datetime]]:
    rows = Attendance.objects.filter(meeting=sitting.meeting)
    return [
        (since, until or sitting.after(THE_END))
        for since, until in rows.values_list("arrived_at", "left_at")
        if since is not None
    ]


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_it_is_there_as_a_table_by_hand_says(sitting: Sitting, steps: list[Step]) -> None:
    mel = frozenset({sitting.borough.actor_id(MEL)})

    with undone():
        table, taken, expected = both(sitting, steps)
        there = [present_at(sitting.meeting.id, sitting.after(one)) for one in range(THE_END)]
        stays = on_record(sitting)

    assert taken == expected
    assert there == [mel if table.has(one) else frozenset() for one in range(THE_END)]
    assert not [pair for pair in combinations(stays, 2) if overlap(*pair)]
