"""The clock's daily round of the deals, on days of a spring that has bank holidays.

Founded on Monday 1 March 2027; Good Friday is 26 March and Easter Monday the 29th, so that the
twentieth working day after 1 March is Wednesday the 31st.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from backend.audit.models import Entry
from backend.clock.chores import chore_named
from backend.deals import operations as deals
from backend.deals.models import Commitment
from backend.deals.operations import rounds
from tests.actions.questions import THE_CLOCK, Written, as_written
from tests.deals import round_table
from tests.deals.delivering import amend_bea_s, release, report, work_round
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable

FOUNDED = datetime(2027, 3, 1, 9, tzinfo=UTC)
REPORTED = FOUNDED.date()
LAST_DAY = date(2027, 3, 31)
DAY = timedelta(days=1)
NOTICE = 30
GONE = date(2027, 3, 31)
UNCONFIRMED = Written("commitment.left_unconfirmed", 5, THE_CLOCK, told=("Bea", "Rhea"))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, partial(round_table.active, notice_days=NOTICE), FOUNDED)


@pytest.fixture
def table(made: RoundTable, db: None) -> Iterator[RoundTable]:
    with time_machine.travel(FOUNDED, tick=False):
        yield untouched(made)


@contextmanager
def on(day: date, at: time = time(0, 15)) -> Iterator[None]:
    """When the round is made, unless at another time."""
    moment = datetime.combine(day, at, tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(moment, tick=False):
        yield


def round_on(table: RoundTable, day: date) -> list[Written]:
    """What it wrote."""
    known = set(Entry.objects.values_list("id", flat=True))
    with on(day):
        work_round(table.borough)
    entries = Entry.objects.filter(log_id=table.borough.partnership.id).order_by("index")
    return [as_written(table.borough, one) for one in entries if one.id not in known]


def verbs_on(table: RoundTable, day: date) -> list[str]:
    return [one.verb for one in round_on(table, day)]


def gives_notice(table: RoundTable, name: str = "Bea") -> None:
    table.move(name, deals.leave_deal, party_id=table.seats[name].id, reason="We move away.")


def test_it_lets_a_report_stand_after_twenty_working_days(table: RoundTable) -> None:
    report(table)

    assert round_on(table, LAST_DAY) == []
    assert round_on(table, LAST_DAY + DAY) == [UNCONFIRMED]


def test_it_marks_the_owner_s_word_as_unconfirmed(table: RoundTable) -> None:
    report(table, result="partly_kept")

    round_on(table, LAST_DAY + DAY)

    settled = table.commitment("Bea")
    assert (settled.state, settled.verdict, settled.result) == (
        "partly_kept",
        "unconfirmed",
        "partly_kept",
    )
    assert settled.answered_at is None


def test_it_tells_who_relied_on_what_was_not_kept(table: RoundTable) -> None:
    report(table, result="not_kept")

    assert round_on(table, LAST_DAY + DAY)[1:] == [
        Written("commitment.condition_lost", 4, THE_CLOCK, told=("Rhea", "Una"))
    ]


def test_it_does_nothing_twice(table: RoundTable) -> None:
    report(table)
    round_on(table, LAST_DAY + DAY)

    assert round_on(table, LAST_DAY + DAY) == []
    assert round_on(table, LAST_DAY + 30 * DAY) == []


def test_it_catches_up_when_the_clock_stood_still(table: RoundTable) -> None:
    report(table)
    gives_notice(table, "Remy")

    found = verbs_on(table, date(2027, 9, 1))

    assert found.count("commitment.left_unconfirmed") == 1
    assert found.count("deal.left") == 1
    assert verbs_on(table, date(2027, 9, 1)) == []


def test_it_starts_anew_with_another_report(table: RoundTable) -> None:
    """Reported again on 10 March; its twentieth working day is 9 April."""
    report(table)
    with on(date(2027, 3, 10), time(23, 59)):
        report(table, result="partly_kept")

    assert round_on(table, date(2027, 4, 9)) == []
    assert verbs_on(table, date(2027, 4, 10)) == ["commitment.left_unconfirmed"]


def test_it_counts_the_day_of_the_report_in_london(table: RoundTable) -> None:
    """At half past eleven in the evening of UTC it is the next day in summer."""
    summer = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)
    with time_machine.travel(summer, tick=False):
        report(table)

    assert round_on(table, date(2027, 6, 30)) == []
    assert verbs_on(table, date(2027, 7, 1)) == ["commitment.left_unconfirmed"]


def test_it_waits_while_nobody_can_answer(table: RoundTable) -> None:
    """Signed anew on 1 April: from then the counterparty has its twenty days, until 29 April."""
    report(table, "Remy")
    amend_bea_s(table)

    assert "commitment.left_unconfirmed" not in verbs_on(table, LAST_DAY + DAY)
    with on(date(2027, 4, 1), time(9)):
        for name in ("Bea", "Una"):
            table.sign(name)
    assert table.fresh().state == "active"
    assert verbs_on(table, date(2027, 4, 29)) == []
    assert verbs_on(table, date(2027, 4, 30)) == ["commitment.left_unconfirmed"]


def test_it_leaves_alone_what_was_released(table: RoundTable) -> None:
    report(table)
    release(table)

    assert round_on(table, LAST_DAY + DAY) == []


def test_it_keeps_a_party_bound_until_its_notice_runs_out(table: RoundTable) -> None:
    gives_notice(table)

    assert round_on(table, GONE - DAY) == []
    assert verbs_on(table, GONE) == [
        "commitment.released",
        "deal.left",
        "commitment.condition_lost",
    ]


def test_it_tells_everyone_that_a_party_has_left(table: RoundTable) -> None:
    gives_notice(table)

    released, left, lost = round_on(table, GONE)

    assert (released.told, left.told, lost.told) == (
        ("Bea", "Rhea"),
        ("Bea", "Remy", "Rhea", "Una"),
        ("Rhea", "Una"),
    )
    assert table.fresh().state == "active"


def test_it_ends_a_deal_of_one_party(table: RoundTable) -> None:
    for name in ("Bea", "Una", "Remy"):
        gives_notice(table, name)

    found = verbs_on(table, GONE)

    assert (found.count("deal.left"), found.count("deal.ended")) == (3, 1)
    assert table.fresh().state == "ended"
    assert set(Commitment.objects.values_list("state", flat=True)) == {"released"}


def test_it_leaves_a_deal_that_ended_as_it_was(table: RoundTable) -> None:
    gives_notice(table)
    table.move("Rhea", deals.end_deal, reason="The park is closed.")

    assert round_on(table, GONE + 30 * DAY) == []
    assert table.seat("Bea").ended_at is None


def test_it_takes_silence_for_consent(table: RoundTable) -> None:
    """Ten days to object from 1 March end with the 11th."""
    amend_bea_s(table)
    for name in ("Bea", "Una"):
        table.sign(name)

    assert verbs_on(table, date(2027, 3, 11)) == []
    assert verbs_on(table, date(2027, 3, 12))[:3] == [
        "party.agreed_by_silence",
        "party.agreed_by_silence",
        "deal.activated",
    ]


def test_it_does_some_at_a_time_and_comes_to_an_end(
    table: RoundTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "MOST_AT_ONCE", 1)
    report(table)

    with on(LAST_DAY + DAY):
        assert [work_round(table.borough), work_round(table.borough)] == [True, False]


def test_it_is_not_kept_busy_by_what_is_not_due(
    table: RoundTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One waits for its twentieth working day, another for a signature that never comes."""
    monkeypatch.setattr(rounds, "MOST_AT_ONCE", 1)
    report(table)
    with on(date(2027, 3, 25)):
        early = work_round(table.borough)
    amend_bea_s(table)
    with on(date(2027, 4, 30)):
        late = work_round(table.borough)

    assert (early, late) == (False, False)


def test_it_looks_at_one_partnership(table: RoundTable) -> None:
    report(table)
    elsewhere = replace(table.borough, partnership=table.borough.profiles["Olga"].partnership)

    with on(LAST_DAY + DAY):
        work_round(elsewhere)

    assert table.commitment("Bea").state == "agreed"


def test_it_is_a_chore_of_every_night() -> None:
    chore = chore_named("deal_round")

    assert (chore.work, chore.daily_at) == (deals.run_deal_round, time(0, 15))
