"""Who prefers to wait is answered when there is something to be told, or when the time is over."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any  # settings are of any type
from uuid import uuid4

import pytest

from backend.sync.following import LOOK_SECONDS
from backend.sync.lookout import Lookout
from backend.sync.preferences import seconds_to_wait
from backend.sync.views.changes import ListChanges
from tests.borough import Borough, proposed_action
from tests.people.questions import assert_refused
from tests.sync.feed import (
    add_organisations,
    join_board,
    latest,
    members_only,
    restrict,
    verbs,
    wait,
)
from tests.sync.minutes import Minutes

PATIENCE = 20.0


@pytest.fixture
def lookout(monkeypatch: pytest.MonkeyPatch) -> Minutes:
    minutes = Minutes()
    monkeypatch.setattr(ListChanges, "lookout", minutes)
    return minutes


def nothing() -> None:
    """Happens."""


def test_it_answers_at_once_when_there_is_something(borough: Borough, lookout: Minutes) -> None:
    place = latest(borough, "Pat")
    add_organisations(borough, "Huyton Friends")

    answer = wait(borough, "Pat", place)

    assert verbs(answer.json()["results"]) == ["organisation.added"]
    assert answer.headers["Preference-Applied"] == "wait=25"
    assert lookout.waits == []


def test_it_answers_as_soon_as_something_is_committed(borough: Borough, lookout: Minutes) -> None:
    place = latest(borough, "Pat")
    lookout.plan = [nothing, lambda: add_organisations(borough, "Huyton Friends")]

    answer = wait(borough, "Pat", place)

    assert verbs(answer.json()["results"]) == ["organisation.added"]
    assert lookout.waits == [LOOK_SECONDS, LOOK_SECONDS]


def test_it_answers_with_nothing_when_the_time_is_over(borough: Borough, lookout: Minutes) -> None:
    place = latest(borough, "Pat")

    answer = wait(borough, "Pat", place, "wait=3")

    assert answer.json() == {"results": [], "next_cursor": place, "has_more": False}
    assert answer.headers["Preference-Applied"] == "wait=3"
    assert lookout.time == 3.0


def test_it_waits_on_past_what_is_hidden(borough: Borough, lookout: Minutes) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = latest(borough, "Pat")
    lookout.plan = [lambda: restrict(borough, action.id, members_only(borough))]

    body = wait(borough, "Pat", place, "wait=2").json()

    assert body["results"] == []
    assert body["next_cursor"] == latest(borough, "Pat") != place


def test_it_waits_from_now_on_with_latest(borough: Borough, lookout: Minutes) -> None:
    lookout.plan = [lambda: add_organisations(borough, "Huyton Friends")]

    assert len(wait(borough, "Pat", "latest").json()["results"]) == 1


def test_it_begins_anew_when_sight_changes_while_it_waits(
    borough: Borough, lookout: Minutes
) -> None:
    place = latest(borough, "Pat")
    lookout.plan = [lambda: join_board(borough, "Pat")]

    assert_refused(wait(borough, "Pat", place), 410, "audiences_changed")


def test_it_waits_for_what_was_asked(borough: Borough, lookout: Minutes) -> None:
    place = latest(borough, "Pat")
    lookout.plan = [
        lambda: add_organisations(borough, "Huyton Friends"),
        lambda: proposed_action(borough),
    ]

    answer = borough.as_("Pat").get(f"/changes?cursor={place}&types=action", prefer="wait=9")

    assert verbs(answer.json()["results"]) == ["action.proposed"]


def test_it_answers_at_once_where_too_many_wait(
    borough: Borough, lookout: Minutes, settings: Any
) -> None:
    settings.CHANGES_WAITERS = 1
    place = latest(borough, "Pat")
    answers = []
    lookout.plan = [lambda: answers.append(wait(borough, "Pat", place))]

    wait(borough, "Pat", place, "wait=1")

    [beside] = answers
    assert (beside.status_code, beside.json()["results"]) == (200, [])
    assert "Preference-Applied" not in beside.headers
    assert lookout.waits == [LOOK_SECONDS]
    assert "Preference-Applied" in wait(borough, "Pat", place, "wait=1").headers


def test_it_waits_no_longer_when_the_server_goes_down(borough: Borough, lookout: Minutes) -> None:
    place = latest(borough, "Pat")
    lookout.plan = [lookout.close]

    assert wait(borough, "Pat", place).json()["results"] == []
    assert lookout.waits == [LOOK_SECONDS]
    assert "Preference-Applied" not in wait(borough, "Pat", place).headers


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=0", 0),
        ("wait=25", 25),
        ("WAIT = 5", 5),
        ('respond-async, wait="7"; x=1', 7),
        ("wait=1, wait=2", 1),
        ("wait=26", None),
        ("wait=-1", None),
        ("wait=1.5", None),
        ("wait=", None),
        ("wait", None),
        ("wait=٣", None),
        ("count=exact", None),
        ("", None),
    ],
)
def test_it_reads_what_is_preferred(prefer: str, seconds: int | None) -> None:
    assert seconds_to_wait(prefer) == seconds


@pytest.mark.parametrize("prefer", ["wait=26", "wait=soon"])
def test_it_passes_over_what_it_does_not_understand(
    borough: Borough, lookout: Minutes, prefer: str
) -> None:
    answer = wait(borough, "Pat", latest(borough, "Pat"), prefer)

    assert answer.status_code == 200
    assert "Preference-Applied" not in answer.headers
    assert lookout.waits == []


# The lookout itself


def test_it_is_woken_by_the_doorbell_of_its_log() -> None:
    lookout, log_id = Lookout(), uuid4()
    heard = lookout.heard(log_id)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lookout.wait, log_id, heard, PATIENCE)
        lookout.ring(uuid4(), 1)
        lookout.ring(log_id, 1)

        assert waiting.result(PATIENCE / 2)


def test_it_misses_no_ring_between_reading_and_waiting() -> None:
    lookout, log_id = Lookout(), uuid4()
    heard = lookout.heard(log_id)
    lookout.ring(log_id, 1)

    assert lookout.wait(log_id, heard, PATIENCE)


def test_it_ends_every_wait_when_it_closes() -> None:
    lookout, log_id = Lookout(), uuid4()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lookout.wait, log_id, 0, PATIENCE)
        lookout.close()

        assert waiting.result(PATIENCE / 2) is False


def test_it_gives_a_place_back() -> None:
    lookout = Lookout()
    with lookout.place(1) as first, lookout.place(1) as second:
        assert (first, second) == (True, False)
    with lookout.place(1) as again:
        assert again
