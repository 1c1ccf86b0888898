"""What is one's own: who one is, what waits, what one was told, one's tokens; and its cost."""

from datetime import timedelta
from itertools import chain
from typing import Any  # bodies are JSON

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.forums.operations import add_forum
from backend.people import operations as people
from tests.borough import Borough, bare_action, proposed_action
from tests.people.questions import assert_refused

# The token, the grants, the log's size, the rows.
MOST = 4


def cost(borough: Borough, name: str, path: str) -> int:
    caller = borough.as_(name)
    caller.get(path)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        assert caller.get(path).status_code == 200
    return len(spent)


def read(borough: Borough, name: str, path: str) -> Any:
    answer: Any = borough.as_(name).get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_it_says_who_one_is(knowsley: Borough) -> None:
    me = read(knowsley, "Dev", "/me")

    assert me["actor"] == str(knowsley.actor_id("Dev"))
    assert me["profile"] == str(knowsley.profiles["Dev"].id)
    assert (me["kind"], me["name"], me["email"]) == ("person", "Dev", "dev@knowsley.test")
    assert me["organisation"] == str(knowsley.council.id)
    assert me["partnership"]["slug"] == "knowsley-better-together"
    assert me["roles"] == [{"role": "deputy", "on_type": "priority", "on": str(knowsley.youth.id)}]


def test_it_says_what_waits_for_a_sponsor(knowsley: Borough) -> None:
    action = proposed_action(knowsley)

    waiting = {
        name: [
            (one["kind"], one["subject"]["id"])
            for one in read(knowsley, name, "/me/waiting")["results"]
            if one["subject"]["type"] == "action"
        ]
        for name in ("Priya", "Dev", "Omar", "Pat")
    }

    one = [("proposal_to_start", str(action.id))]
    assert waiting == {"Priya": one, "Dev": one, "Omar": [], "Pat": []}


def test_it_says_what_waits_for_an_administrator(knowsley: Borough) -> None:
    action = bare_action(knowsley)

    (waiting,) = read(knowsley, "Ada", "/me/waiting")["results"]

    assert (waiting["kind"], waiting["title"]) == ("priority_to_set", action.title)


def test_it_shows_notices_newest_first(knowsley: Borough) -> None:
    notices = read(knowsley, "Priya", "/me/notices")["results"]

    indexes = [one["index"] for one in notices]
    assert indexes == sorted(indexes, reverse=True)
    assert {one["verb"] for one in notices} == {"appointment.made"}


def test_it_shows_nobody_elses_notices(knowsley: Borough) -> None:
    subjects = {
        name: {one["subject"]["id"] for one in read(knowsley, name, "/me/notices")["results"]}
        for name in ("Priya", "Omar")
    }

    assert subjects["Priya"].isdisjoint(subjects["Omar"])


def told_often(borough: Borough, count: int) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for _ in range(count):
            people.appoint(
                unit, actor_id=borough.actor_id("Pat"), role="member", on_id=borough.board.id
            )


@pytest.mark.parametrize("ordering", ["", "&ordering=index", "&ordering=-index"])
def test_it_pages_through_notices(ordering: str, knowsley: Borough) -> None:
    told_often(knowsley, 7)
    whole = [
        one["index"] for one in read(knowsley, "Pat", f"/me/notices?limit=200{ordering}")["results"]
    ]

    pages, path = [], f"/me/notices?limit=3{ordering}"
    for _ in range(3):
        page = read(knowsley, "Pat", path)
        pages.append([one["index"] for one in page["results"]])
        path = f"/me/notices?limit=3{ordering}&cursor={page['next_cursor']}"

    assert [len(one) for one in pages] == [3, 3, 1]
    assert [*chain.from_iterable(pages)] == whole


def test_it_pages_back_through_notices(knowsley: Borough) -> None:
    told_often(knowsley, 5)
    first = read(knowsley, "Pat", "/me/notices?limit=2")
    second = read(knowsley, "Pat", f"/me/notices?limit=2&cursor={first['next_cursor']}")

    cursor = second["previous"].partition("cursor=")[2].partition("&")[0]
    back = read(knowsley, "Pat", f"/me/notices?limit=2&cursor={cursor}")

    assert back["results"] == first["results"]


def test_it_shows_ones_own_tokens_alone(knowsley: Borough) -> None:
    knowsley.as_("Ada")
    knowsley.token("Pat")

    tokens = read(knowsley, "Pat", "/me/tokens")["results"]

    assert len(tokens) == 2
    assert tokens[0]["created_at"] >= tokens[1]["created_at"]
    assert set(tokens[0]) == {
        "id",
        "name",
        "prefix",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    }


def test_it_shows_the_last_use_of_a_token(knowsley: Borough) -> None:
    (token,) = read(knowsley, "Pat", "/me/tokens")["results"]

    assert token["last_used_at"] is not None


def fill(borough: Borough, count: int) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for place in range(count):
            name = f"Street watch {place:03}"
            people.add_organisation(unit, name=name, kind="community_group")
            people.add_person(unit, kind="system", name=name, organisation_id=borough.council.id)
            add_forum(unit, name=name, kind="forum", parent_id=borough.board.id)
            people.appoint(
                unit, actor_id=borough.actor_id("Pat"), role="member", on_id=borough.board.id
            )


LISTS = ["/organisations", "/people", "/forums", "/appointments", "/me/notices", "/me/tokens"]


def test_it_costs_the_same_for_one_row_and_two_hundred(knowsley: Borough) -> None:
    few = {path: cost(knowsley, "Pat", f"{path}?limit=1") for path in LISTS}
    fill(knowsley, 200)

    many = {path: cost(knowsley, "Pat", f"{path}?limit=200") for path in LISTS}

    assert many == few
    assert max(many.values()) <= MOST


@pytest.mark.parametrize(
    ("path", "most"),
    [("/me", 3), ("/me/waiting", 10), ("/partnership", 3)],
)
def test_it_costs_little(path: str, most: int, knowsley: Borough) -> None:
    assert cost(knowsley, "Priya", path) <= most


@pytest.mark.parametrize("noun", ["organisations", "people", "forums", "appointments"])
def test_it_reads_one_thing_in_three(noun: str, knowsley: Borough) -> None:
    first = read(knowsley, "Pat", f"/{noun}?limit=1")["results"][0]["id"]

    assert cost(knowsley, "Pat", f"/{noun}/{first}") <= 3


@pytest.mark.parametrize("path", ["/me", "/me/waiting"])
def test_it_takes_no_parameter(path: str, knowsley: Borough) -> None:
    answer = knowsley.as_("Pat").get(f"{path}?actor={knowsley.actor_id('Ada')}")

    assert_refused(answer, 400, "validation_error")


def test_it_forgets_a_role_as_its_last_day_ends(knowsley: Borough) -> None:
    dev = knowsley.as_("Dev")

    with time_machine.travel(now() + timedelta(days=29)):
        before: Any = dev.get("/me/waiting")
        roles: Any = dev.get("/me")
    assert (before.status_code, len(roles.json()["roles"])) == (200, 1)
