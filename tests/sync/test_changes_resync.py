"""When what one may see has changed since the cursor was given, one begins anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # operations are of many shapes
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils.module_loading import import_string

from backend.audit.source import now
from backend.deals import operations as deals
from backend.people import operations as people
from backend.people.models import Token
from backend.people.operations.credentials import digest_of
from tests.borough import Borough, Caller, proposed_action
from tests.deals.round_table import drafted
from tests.people.questions import assert_refused
from tests.sync.feed import (
    add_organisations,
    ask,
    beginning,
    join_board,
    latest,
    leave_board,
    members_only,
    page,
    restrict,
    told,
    wait,
)


def assert_resync(borough: Borough, who: str, place: str) -> Any:
    return assert_refused(ask(borough, who, place), 410, "audiences_changed")


def test_it_begins_anew_when_one_may_see_more(borough: Borough) -> None:
    place = latest(borough, "Pat")
    join_board(borough, "Pat")

    problem = assert_resync(borough, "Pat", place)

    url = urlsplit(problem["resync_url"])
    fresh = borough.as_("Pat").get(f"{url.path.removeprefix('/api/v1')}?{url.query}").json()
    add_organisations(borough, "Huyton Friends")
    assert len(page(borough, "Pat", fresh["next_cursor"])["results"]) == 1


def test_it_begins_anew_when_one_may_see_less(borough: Borough) -> None:
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = latest(borough, "Tom")
    leave_board(borough, "Tom")
    restrict(borough, action.id, members_only(borough))

    assert_resync(borough, "Tom", place)


def test_it_begins_anew_with_a_cursor_of_a_list(borough: Borough) -> None:
    place = borough.as_("Pat").get("/actions").json()["changes_cursor"]
    join_board(borough, "Pat")

    assert_resync(borough, "Pat", place)


def test_it_holds_one_to_the_first_page_of_a_list(borough: Borough) -> None:
    """Which was read with less in sight than the second."""
    for _ in range(2):
        proposed_action(borough)
    first = borough.as_("Pat").get("/actions?limit=1").json()
    join_board(borough, "Pat")
    second = borough.as_("Pat").get(f"/actions?limit=1&cursor={first['next_cursor']}").json()

    assert second["changes_cursor"] == first["changes_cursor"]
    assert_resync(borough, "Pat", second["changes_cursor"])


def test_it_begins_anew_when_an_appointment_begins(borough: Borough) -> None:
    join_board(borough, "Pat", starts_on=now().date() + timedelta(days=2))
    place = latest(borough, "Pat")
    assert page(borough, "Pat", place)["results"] == []

    with time_machine.travel(now() + timedelta(days=3), tick=False):
        assert_resync(borough, "Pat", place)


def test_it_begins_anew_when_an_appointment_runs_out(borough: Borough) -> None:
    join_board(borough, "Pat", ends_on=now().date() + timedelta(days=1))
    place = latest(borough, "Pat")
    assert page(borough, "Pat", place)["results"] == []

    with time_machine.travel(now() + timedelta(days=3), tick=False):
        assert_resync(borough, "Pat", place)
        # Nothing was written since: a place in the log alone could not tell the two apart.
        assert page(borough, "Pat", latest(borough, "Pat"))["results"] == []


def test_it_begins_anew_when_one_s_organisation_takes_a_seat(borough: Borough) -> None:
    table = drafted(borough)
    place = latest(borough, "Rob")
    given = {"deal_id": table.deal.id, "organisation_id": borough.housing.id}
    table.act("Rhea", deals.add_party, **given)

    assert_resync(borough, "Rob", place)


def appoint_another(borough: Borough) -> None:
    join_board(borough, "Rob")


def appoint_without_sight(borough: Borough) -> None:
    actor_id, housing_id = borough.actor_id("Pat"), borough.housing.id
    borough.act("Ada", people.appoint, actor_id=actor_id, role="representative", on_id=housing_id)


def join_and_leave(borough: Borough) -> None:
    join_board(borough, "Pat")
    leave_board(borough, "Pat")


@pytest.mark.parametrize("happen", [appoint_another, appoint_without_sight, join_and_leave])
def test_it_goes_on_when_one_sees_what_one_saw(
    borough: Borough, happen: Callable[[Borough], None]
) -> None:
    place = latest(borough, "Pat")
    happen(borough)

    kinds = [one["resource"]["type"] for one in page(borough, "Pat", place)["results"]]

    assert set(kinds) == {"appointment"}


def test_it_holds_nobody_to_what_a_cursor_does_not_say(borough: Borough) -> None:
    join_board(borough, "Pat")

    found = told(borough, "Pat", beginning(borough))

    assert [one["index"] for one in found] == list(range(len(found)))


def test_it_begins_anew_with_the_cursor_of_someone_who_sees_otherwise(borough: Borough) -> None:
    assert_resync(borough, "Pat", latest(borough, "Tom"))
    assert page(borough, "Pat", latest(borough, "Priya"))["results"] == []


def test_it_looks_again_after_it_has_read(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written after an appointment ended is not passed on by what it gave before."""
    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    place = latest(borough, "Tom")
    read = happening_before("backend.sync.following.read_feed", monkeypatch)
    read.append(lambda: leave_board(borough, "Tom"))
    read.append(lambda: restrict(borough, action.id, members_only(borough)))

    assert_resync(borough, "Tom", place)


@pytest.mark.parametrize("prefer", ["", "wait=0"])
def test_it_lets_one_begin_whose_sight_changes_meanwhile(
    borough: Borough, monkeypatch: pytest.MonkeyPatch, prefer: str
) -> None:
    """Nothing was given to them before, so nothing of it is lost."""
    read = happening_before("backend.sync.following.read_feed", monkeypatch)
    read.append(lambda: join_board(borough, "Pat"))

    place = wait(borough, "Pat", "latest", prefer).json()["next_cursor"]

    action = proposed_action(borough)
    restrict(borough, action.id, members_only(borough))
    kinds = [one["type"] for one in page(borough, "Pat", place)["results"]]
    assert kinds == ["action.proposed", "action.revised"]


def test_it_lets_nobody_in_whose_token_was_revoked_meanwhile(
    borough: Borough, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = latest(borough, "Pat")
    secret = borough.token("Pat")
    token = Token.objects.get(digest=digest_of(secret))
    read = happening_before("backend.sync.following.read_feed", monkeypatch)
    read.append(lambda: borough.act("Pat", people.revoke_token, token_id=token.id))

    answer = Caller(secret).get(f"/changes?cursor={place}")

    assert_refused(answer, 401, "authentication_failed")
    assert "WWW-Authenticate" in answer.headers


def happening_before(name: str, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Whatever is put into the list is done just before that function next does its work."""
    work = import_string(name)
    waiting: list[Callable[[], object]] = []

    def instead(*args: Any, **given: Any) -> Any:
        while waiting:
            waiting.pop(0)()
        return work(*args, **given)

    monkeypatch.setattr(name, instead)
    return waiting
