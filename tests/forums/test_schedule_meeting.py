import pytest

from backend.audit.models import Entry
from backend.forums.models import Meeting
from tests.actions.questions import (
    FORBIDDEN,
    HIDDEN,
    MALFORMED,
    Written,
    as_written,
    read,
)
from tests.borough import Borough
from tests.forums.meeting_deeds import BOARD_TOLD, DEEDS, ENDS, STARTS
from tests.people.questions import remembered

SCHEDULE = DEEDS["schedule_meeting"]


def test_it_is_scheduled_and_recorded(borough: Borough) -> None:
    asked = SCHEDULE.ask(borough)

    assert (asked.status, asked.body["state"], asked.body["version"]) == (201, "scheduled", 1)
    assert asked.headers["Location"].endswith(f"/api/v1/meetings/{asked.body['id']}")
    assert asked.written == (Written("meeting.scheduled", 1, "Sara", told=BOARD_TOLD),)
    assert read(borough, "Pat", f"/meetings/{asked.body['id']}") == asked.body


def test_it_is_what_the_log_remembers(borough: Borough) -> None:
    made = SCHEDULE.ask(borough).body

    after = remembered(made["id"])
    assert (after["starts_at"], after["place"]) == (made["starts_at"], "Huyton Civic Suite")


def test_it_is_called_as_the_forum_unless_said(borough: Borough) -> None:
    assert SCHEDULE.ask(borough).body["title"] == "Better Together Board"
    assert SCHEDULE.ask(borough, title="Away day").body["title"] == "Away day"


def test_it_says_when_papers_are_due(borough: Borough) -> None:
    """Five working days before the Monday it meets; the Board may set another number."""
    assert SCHEDULE.ask(borough).body["papers_due_on"] == "2026-10-05"

    DEEDS["revise_forum"].ask(borough, body={"paper_days": 2})

    assert SCHEDULE.ask(borough).body["papers_due_on"] == "2026-10-08"


def test_it_schedules_a_series_at_the_same_time_of_day(borough: Borough) -> None:
    """Two o'clock stays two o'clock when the clocks go back between the first and the second."""
    first = SCHEDULE.ask(borough, repeat={"every_weeks": 2, "count": 3})

    series = read(borough, "Pat", f"/meetings?series={first.body['series']}")["results"]
    assert [(one["starts_at"], one["ends_at"]) for one in series] == [
        ("2026-10-12T13:00:00.000000Z", "2026-10-12T15:00:00.000000Z"),
        ("2026-10-26T14:00:00.000000Z", "2026-10-26T16:00:00.000000Z"),
        ("2026-11-09T14:00:00.000000Z", "2026-11-09T16:00:00.000000Z"),
    ]
    assert first.body["id"] == series[0]["id"]


def test_it_records_each_of_a_series_with_one_cause(borough: Borough) -> None:
    asked = SCHEDULE.ask(borough, repeat={"every_weeks": 1, "count": 26})

    entries = Entry.objects.filter(verb="meeting.scheduled")
    assert [as_written(borough, one).told for one in entries] == [BOARD_TOLD] * 26
    assert len(asked.written) == Meeting.objects.count() == 26
    assert entries.values("cause").distinct().count() == 1


def test_it_has_no_series_alone(borough: Borough) -> None:
    assert SCHEDULE.ask(borough).body["series"] is None


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"starts_at": "2026-10-05T08:59:59Z"}, "#/starts_at", "in_the_past"),
        ({"starts_at": "2036-10-05T08:59:59Z"}, "#/starts_at", "out_of_range"),
        ({"starts_at": "2026-10-12"}, "#/starts_at", "format"),
        ({"ends_at": STARTS}, "#/ends_at", "ends_before_start"),
        ({"ends_at": "9999-10-12T15:00:00Z"}, "#/ends_at", "out_of_range"),
        ({"repeat": {"every_weeks": 0, "count": 2}}, "#/repeat/every_weeks", "min_value"),
        ({"repeat": {"every_weeks": 27, "count": 2}}, "#/repeat/every_weeks", "max_value"),
        ({"repeat": {"every_weeks": 1, "count": 1}}, "#/repeat/count", "min_value"),
        ({"repeat": {"every_weeks": 1, "count": 27}}, "#/repeat/count", "max_value"),
        ({"link": "http://meet.example.org"}, "#/link", "format"),
    ],
)
def test_it_names_what_cannot_be(
    borough: Borough, changed: dict[str, object], pointer: str, code: str
) -> None:
    asked = SCHEDULE.ask(borough, **changed)

    assert asked.refusal == MALFORMED
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_hides_the_forum_of_another_partnership(borough: Borough) -> None:
    assert SCHEDULE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Pat", "Audrey", "Gus"])
def test_it_is_the_secretary_s_to_do(borough: Borough, who: str) -> None:
    asked = SCHEDULE.ask(borough, who, body={})

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["secretary"]


def test_it_leaves_no_trace_when_it_fails(borough: Borough) -> None:
    """Of a series nothing stands when its first is refused."""
    asked = SCHEDULE.ask(
        borough, starts_at=ENDS, ends_at=STARTS, repeat={"every_weeks": 1, "count": 9}
    )

    assert asked.refusal == MALFORMED
    assert not Meeting.objects.exists()
