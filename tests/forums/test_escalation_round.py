"""The clock takes every rung that a forum lets pass, once, and says so at the top."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from backend.audit.models import Entry
from backend.forums.models import Escalation, Forum
from backend.forums.operations import acknowledge_escalation, escalation_rounds, revise_forum
from tests.actions.questions import THE_CLOCK, Written, as_written
from tests.borough import Borough
from tests.forums.chamber import growth_forum, scheduled
from tests.forums.rungs import (
    DEEDS,
    SPRING,
    acknowledged,
    answered,
    clock_round,
    fresh,
    hops_of,
    moved,
    raised,
    raised_to_the_board,
    referred,
)

# Five working days after SPRING, and after the day on which the clock refers it.
LAST_DAY = date(2027, 5, 11)
REFERRED = date(2027, 5, 12)
OVERDUE = date(2027, 5, 20)


def rounds_on(borough: Borough, *days: date) -> list[bool]:
    return [_round_on(borough, day) for day in days]


def _round_on(borough: Borough, day: date) -> bool:
    with time_machine.travel(datetime.combine(day, time(1), tzinfo=UTC), tick=False):
        return clock_round(borough)


def by_the_clock(borough: Borough, escalation: Escalation) -> list[Written]:
    """What it did to the escalation itself."""
    entries = Entry.objects.filter(subject_id=escalation.id).order_by("index")
    written = [as_written(borough, one) for one in entries]
    return [one for one in written if one.by == THE_CLOCK]


def test_it_counts_working_days(spring: Borough) -> None:
    body = DEEDS["raise_escalation"].ask(spring).body

    assert (body["acknowledge_by"], body["resolve_by"]) == ("2027-05-11", "2027-06-02")


def test_it_lets_a_forum_have_its_last_day(spring: Borough) -> None:
    escalation = raised(spring)

    rounds_on(spring, LAST_DAY)

    assert escalation.acknowledge_by == LAST_DAY
    assert fresh(escalation).version == 1


def test_it_refers_what_nobody_acknowledged(spring: Borough) -> None:
    escalation = raised(spring)

    rounds_on(spring, REFERRED)

    below, above = hops_of(escalation)
    assert (below.end, below.by_the_clock, above.level) == ("referred", True, 1)
    assert fresh(escalation).forum_id == spring.board.id
    (written,) = by_the_clock(spring, escalation)
    assert written.verb == "escalation.referred"
    assert written.told == ("Dev", "Gail", "Gus", "Priya", "Rhea", "Sara", "Tom")


def test_it_refers_what_was_acknowledged_and_not_resolved(spring: Borough) -> None:
    meeting = scheduled(spring, growth_forum(spring), starts_at=SPRING + timedelta(days=60))
    escalation = acknowledged(spring)

    rounds_on(spring, OVERDUE)
    before = len(hops_of(escalation))
    rounds_on(spring, date(2027, 6, 3))

    assert escalation.resolve_by == date(2027, 6, 2)
    assert (before, len(hops_of(escalation))) == (1, 2)
    assert not meeting.items.filter(ended_at=None).exists()


def test_it_takes_every_rung_once_however_often_it_runs(spring: Borough) -> None:
    escalation = raised(spring)

    rounds_on(spring, REFERRED, REFERRED, date(2027, 5, 19), OVERDUE, OVERDUE, date(2027, 9, 1))

    written = by_the_clock(spring, escalation)
    assert [one.verb for one in written] == ["escalation.referred", "escalation.marked_overdue"]
    assert [hop.level for hop in hops_of(escalation)] == [0, 1]


def test_it_gives_the_next_forum_its_time_however_late_it_runs(spring: Borough) -> None:
    escalation = raised(spring)

    rounds_on(spring, date(2027, 8, 2), date(2027, 8, 3))

    assert fresh(escalation).acknowledge_by == date(2027, 8, 9)
    assert fresh(escalation).overdue_at is None


def test_it_tells_everyone_when_the_board_is_late(spring: Borough) -> None:
    escalation = referred(spring)

    rounds_on(spring, REFERRED)

    (written,) = by_the_clock(spring, escalation)
    assert written.verb == "escalation.marked_overdue"
    assert written.told == ("Dev", "Gail", "Gus", "Priya", "Rhea", "Sara", "Tom")
    assert fresh(escalation).overdue_at is not None


def test_it_leaves_a_late_one_to_be_acknowledged_and_answered(spring: Borough) -> None:
    escalation = raised_to_the_board(spring)
    rounds_on(spring, REFERRED)

    moved(spring, escalation, acknowledge_escalation)

    assert answered(spring, fresh(escalation)).state == "resolved"


def test_it_shows_what_is_late_before_the_clock_has_come(spring: Borough) -> None:
    late, fine = raised(spring), acknowledged(spring)

    with time_machine.travel(datetime.combine(REFERRED, time(0, 10), tzinfo=UTC), tick=False):
        pat = spring.as_("Pat")
        overdue = pat.get("/escalations?overdue=true").json()["results"]
        others = pat.get("/escalations?overdue=false").json()["results"]

    assert [(one["id"], one["is_overdue"]) for one in overdue] == [(str(late.id), True)]
    assert [(one["id"], one["is_overdue"]) for one in others] == [(str(fine.id), False)]


def test_it_goes_on_where_it_stopped_at_its_limit(
    spring: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escalation_rounds, "MOST_AT_ONCE", 2)
    escalations = [raised(spring) for _ in range(3)]

    more = rounds_on(spring, REFERRED, REFERRED)

    assert more == [True, False]
    assert [len(hops_of(one)) for one in escalations] == [2, 2, 2]


def hasten(borough: Borough, forum: Forum) -> None:
    version = Forum.objects.get(id=forum.id).version
    sooner = {"acknowledge_days": 1, "resolve_days": 2}
    borough.act("Ada", revise_forum, forum_id=forum.id, version=version, **sooner)


def test_it_keeps_to_the_limits_that_stood_when_it_was_raised(spring: Borough) -> None:
    escalation = raised(spring)
    growth = growth_forum(spring)

    hasten(spring, growth)
    hasten(spring, spring.board)
    rounds_on(spring, LAST_DAY)
    before = fresh(escalation)
    rounds_on(spring, REFERRED)

    assert (before.version, before.ladder) == (1, escalation.ladder)
    assert fresh(escalation).acknowledge_by == date(2027, 5, 19)
    assert raised(spring).acknowledge_by == date(2027, 5, 5)
