import pytest

from backend.forums.models import CalendarFeed
from backend.people.operations.credentials import digest_of
from tests.actions.questions import FORBIDDEN, MALFORMED, read
from tests.borough import Borough
from tests.forums.feeding import ISSUE, fetched, issued
from tests.people.questions import NOWHERE


def test_it_issues_an_address_that_opens(borough: Borough) -> None:
    asked = ISSUE.ask(borough)

    address = asked.body["address"]
    assert asked.status == 201
    assert (asked.body["forum"], asked.body["revoked_at"]) == (str(borough.board.id), None)
    assert fetched(address[address.index("/api/v1/") :]).status_code == 200
    assert asked.headers["Cache-Control"] == "no-store"


def test_it_is_no_part_of_the_record(borough: Borough) -> None:
    asked = ISSUE.ask(borough)

    assert (asked.written, asked.trace) == ((), 1)


def test_it_shows_the_address_once_and_keeps_only_its_digest(borough: Borough) -> None:
    made = ISSUE.ask(borough).body

    secret = made["address"].rpartition("/")[2].removesuffix(".ics")
    feed = CalendarFeed.objects.get(id=made["id"])
    assert feed.digest == digest_of(secret)
    assert secret not in str(CalendarFeed.objects.filter(id=feed.id).values())
    assert secret.encode() not in borough.as_("Mel").get("/calendar-feeds").content


def test_it_lists_one_s_own_newest_first(borough: Borough) -> None:
    first, second = ISSUE.ask(borough).body["id"], ISSUE.ask(borough, body={}).body["id"]
    issued(borough, "Tom")

    listed = read(borough, "Mel", "/calendar-feeds")["results"]

    assert [one["id"] for one in listed] == [second, first]


@pytest.mark.parametrize("who", ["Pat", "Rhea", "Sara", "Tracker", "Ada"])
def test_it_is_anyone_s(borough: Borough, who: str) -> None:
    assert ISSUE.ask(borough, who).status == 201


def test_it_is_not_for_whoever_examines_the_record(borough: Borough) -> None:
    assert ISSUE.ask(borough, "Audrey").refusal == FORBIDDEN
    assert ISSUE.ask(borough, "Audrey", body={"forum": "none"}).refusal == FORBIDDEN


def test_it_tells_no_hidden_forum_from_a_missing_one(borough: Borough) -> None:
    theirs = next_door_board(borough)

    hidden = ISSUE.ask(borough, forum=theirs)
    missing = ISSUE.ask(borough, forum=str(NOWHERE))

    assert hidden.refusal == missing.refusal == MALFORMED
    assert hidden.pointers == ["#/forum"]
    assert hidden.body["errors"] == missing.body["errors"]


def next_door_board(borough: Borough) -> str:
    (board,) = read(borough, "Olga", "/forums")["results"]
    return str(board["id"])


def test_it_leaves_no_trace_of_what_it_cannot_read(borough: Borough) -> None:
    asked = ISSUE.ask(borough, address="acf_chosen")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/address"])
