"""What of an organisation's promises is shown in numbers, and when none is.

Asked on 1 April 2027, the day after a report of 1 March was to be answered at the latest.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final  # bodies are JSON

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from backend.deals import operations as deals
from backend.deals.models import Commitment
from backend.deals.scorecards import counting, scorecard_of
from tests.actions.undoing import undone
from tests.deals import round_table
from tests.deals.judged import FOUNDED, Fate, befall
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable

ASKED: Final = datetime(2027, 4, 1, 9, tzinfo=UTC)
TODAY: Final = ASKED.date()
FIGURES: Final = ("due", "kept", "partly_kept", "not_kept", "late", "disputed", "unanswered")
MARCH_1, MARCH_10, MARCH_31 = date(2027, 3, 1), date(2027, 3, 10), date(2027, 3, 31)
OVERDUE = Fate(due_on=MARCH_31)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.active, FOUNDED)


@pytest.fixture
def table(made: RoundTable, db: None) -> Iterator[RoundTable]:
    """Bea's own first commitment is due in June, and counts for nothing yet."""
    with time_machine.travel(ASKED, tick=False):
        yield untouched(made)


def scorecard(table: RoundTable, query: str = "", who: str = "Pat", name: str = "Bea") -> Any:
    path = f"/organisations/{table.organisations[name].id}/scorecard{query}"
    return table.borough.as_(who).get(path).json()


def figures(table: RoundTable, query: str = "") -> dict[str, int | None]:
    shown = scorecard(table, query)
    return {name: shown[name] for name in FIGURES if shown[name] != 0}


def test_it_shows_nothing_of_four(table: RoundTable) -> None:
    befall(table, *[OVERDUE] * 4)

    shown = scorecard(table)

    assert (shown["is_withheld"], shown["as_of"]) == (True, "2027-04-01")
    assert {shown[name] for name in FIGURES} == {None}


def test_it_shows_five(table: RoundTable) -> None:
    befall(table, *[OVERDUE] * 5)

    assert scorecard(table)["is_withheld"] is False
    assert figures(table) == {"due": 5, "late": 5}


@pytest.mark.parametrize(
    ("fate", "counted"),
    [
        (Fate(MARCH_31, MARCH_10, verdict="confirmed"), {"kept"}),
        (Fate(MARCH_31, MARCH_10, "partly_kept", verdict="confirmed"), {"partly_kept"}),
        (Fate(MARCH_31, MARCH_10, "not_kept", verdict="confirmed"), {"not_kept"}),
        (Fate(MARCH_31, MARCH_10, verdict="not_kept"), {"not_kept", "disputed"}),
        (Fate(MARCH_31, MARCH_10, verdict="unconfirmed"), {"kept", "unanswered"}),
        (Fate(MARCH_10, MARCH_10, verdict="confirmed"), {"kept"}),
        (Fate(MARCH_10, date(2027, 3, 11), verdict="confirmed"), {"kept", "late"}),
        # Settled before its day.
        (Fate(date(2027, 6, 1), MARCH_10, verdict="confirmed"), {"kept"}),
        # Reported, and the time to answer ended yesterday; or it ends later.
        (Fate(MARCH_31, MARCH_1), {"unanswered"}),
        (Fate(MARCH_31, date(2027, 3, 2)), set()),
        (OVERDUE, {"late"}),
    ],
)
def test_it_counts_each_by_its_rules(table: RoundTable, fate: Fate, counted: set[str]) -> None:
    befall(table, *[fate] * 5)

    assert figures(table) == dict.fromkeys({"due", *counted}, 5)


@pytest.mark.parametrize(
    "fate",
    [
        # Due today may still come today.
        Fate(due_on=TODAY),
        Fate(date(2027, 6, 1), MARCH_1),
        Fate(MARCH_31, verdict="released"),
        Fate(MARCH_31, is_condition_unmet=True),
    ],
)
def test_it_leaves_out_what_does_not_count(table: RoundTable, fate: Fate) -> None:
    befall(table, *[OVERDUE] * 5, fate)

    assert figures(table) == {"due": 5, "late": 5}


def test_it_counts_only_its_own(table: RoundTable) -> None:
    befall(table, *[OVERDUE] * 5)

    assert scorecard(table, name="Una")["is_withheld"] is True


def test_it_counts_nothing_that_some_may_not_read(table: RoundTable) -> None:
    """The deal is sent back and made anew: nobody else sees it, and no number tells of it."""
    befall(table, *[OVERDUE] * 5)
    table.move(
        "Rhea",
        deals.amend_deal,
        amendment=deals.Amendment(deal={"title": "A park for all"}),
        objection_days=5,
        reason="So that it says what it is.",
    )
    table.move("Una", deals.decline_deal, party_id=table.seats["Una"].id, reason="Not so.")

    assert scorecard(table, who="Bea")["is_withheld"] is True


@pytest.mark.parametrize(
    ("query", "due"),
    [
        ("?due_on__gte=2027-03-10", 11),
        ("?due_on__gte=2027-03-11", 5),
        ("?due_on__lte=2027-03-10", 6),
        ("?due_on__lte=2027-03-09", None),
        ("?due_on__gte=2027-03-10&due_on__lte=2027-03-30", 6),
    ],
)
def test_it_counts_what_is_due_between_two_days(
    table: RoundTable, query: str, due: int | None
) -> None:
    befall(table, *[Fate(MARCH_10)] * 6, *[OVERDUE] * 5)

    assert scorecard(table, query)["due"] == due


@pytest.mark.parametrize("query", ["?from=2027-03-10", "?due_on__gte=March", "?due_on__gte="])
def test_it_refuses_another_question(table: RoundTable, query: str) -> None:
    assert scorecard(table, query)["status"] == 400


def test_it_is_the_same_for_every_reader(table: RoundTable) -> None:
    befall(table, *[OVERDUE] * 5)

    assert scorecard(table, who="Pat") == scorecard(table, who="Bea")
    assert scorecard(table, who="Pat") == scorecard(table, who="Audrey")


def test_it_hides_an_organisation_of_another_partnership(table: RoundTable) -> None:
    assert scorecard(table, who="Olga")["status"] == 404


def statements(table: RoundTable) -> int:
    table.borough.as_("Pat")
    with CaptureQueriesContext(connection) as captured:
        scorecard(table)
    return len(captured)


def test_it_asks_as_often_for_many_as_for_few(table: RoundTable) -> None:
    few = statements(table)

    befall(table, *[OVERDUE] * 20)

    assert (few <= 4, statements(table)) == (True, few)


DAYS = st.dates(date(2027, 2, 20), date(2027, 4, 10))
FATES = st.builds(
    Fate,
    due_on=DAYS,
    reported_on=st.dates(FOUNDED.date(), TODAY) | st.none(),
    result=st.sampled_from(["kept", "partly_kept", "not_kept"]),
    is_condition_unmet=st.booleans(),
) | st.builds(
    Fate,
    due_on=DAYS,
    reported_on=st.dates(FOUNDED.date(), TODAY),
    verdict=st.sampled_from(["confirmed", "unconfirmed", "released"]),
)


def naively(fates: list[Fate]) -> dict[str, int | None]:
    """Counted one by one, by rules read off the words of the scorecard."""
    settled = {"confirmed", "unconfirmed"}
    own = [one for one in fates if one.verdict != "released" and not one.is_condition_unmet]
    due = [one for one in own if one.due_on < TODAY or one.verdict in settled]
    ends = [one.result for one in due if one.verdict in settled]
    late = [one for one in due if (one.reported_on or TODAY) > one.due_on]
    # The twentieth working day after 1 March is 31 March: Easter lies between.
    silent = [one for one in due if one.verdict is None and one.reported_on == MARCH_1]
    unconfirmed = [one for one in due if one.verdict == "unconfirmed"]
    counts = {
        "due": len(due),
        **{name: ends.count(name) for name in ("kept", "partly_kept", "not_kept")},
        "late": len(late),
        "disputed": 0,
        "unanswered": len(silent) + len(unconfirmed),
    }
    return dict.fromkeys(counts) if len(due) < 5 else dict(counts)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(fates=st.lists(FATES, min_size=3, max_size=12))
def test_it_counts_as_one_would_by_hand(made: RoundTable, fates: list[Fate]) -> None:
    with undone(), time_machine.travel(ASKED, tick=False):
        befall(made, *fates)
        rows = counting(made.organisations["Bea"])
        found = scorecard_of(made.organisations["Bea"], rows, TODAY)

    assert {name: getattr(found, name) for name in FIGURES} == naively(fates)
    assert Commitment.objects.count() == len(round_table.PROMISES)
