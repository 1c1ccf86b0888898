from types import SimpleNamespace
from typing import Any, Final

import pytest

from backend.forums.models import CalendarFeed
from tests.actions.questions import HIDDEN, Deed
from tests.borough import Borough
from tests.forums.feeding import fetched, issued
from tests.people.questions import NOWHERE


def feed_of_mel(borough: Borough) -> Any:
    issued(borough)
    return CalendarFeed.objects.latest("created_at")


REVOKE: Final = Deed(
    "revoke_calendar_feed",
    "/calendar-feeds/{id}/revoke",
    "Mel",
    feed_of_mel,
    lambda _: {},
    if_match=False,
)


def test_it_revokes_at_once(borough: Borough) -> None:
    path = issued(borough)
    assert fetched(path).status_code == 200

    asked = REVOKE.ask(borough, on=CalendarFeed.objects.latest("created_at"))

    assert (asked.status, asked.written) == (200, ())
    assert asked.body["revoked_at"] is not None
    assert fetched(path).status_code == 404


def test_it_revokes_once(borough: Borough) -> None:
    feed = feed_of_mel(borough)
    REVOKE.ask(borough, on=feed)

    assert REVOKE.ask(borough, on=feed).refusal == (409, "calendar_feed_revoked", 0)


@pytest.mark.parametrize("who", ["Tom", "Sara", "Ada", "Olga"])
def test_it_hides_what_others_issued(borough: Borough, who: str) -> None:
    """From an administrator too: nobody learns who keeps a calendar."""
    missing = REVOKE.ask(borough, who, on=SimpleNamespace(id=NOWHERE))

    assert REVOKE.ask(borough, who).refusal == missing.refusal == HIDDEN


def test_it_is_nothing_an_auditor_writes(borough: Borough) -> None:
    assert REVOKE.ask(borough, "Audrey").refusal == (403, "permission_denied", 0)


def test_it_takes_nothing_with_it(borough: Borough) -> None:
    other = issued(borough)

    REVOKE.ask(borough)

    assert fetched(other).status_code == 200
