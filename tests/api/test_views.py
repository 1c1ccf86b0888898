import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from backend.api.base import methods
from backend.api.reads import Detail
from tests.api.conftest import a_repair, address
from tests.api.repairs.models import Repair
from tests.api.repairs.views import GetRepair

LIST = "/api/v1/repairs"
JSON = "application/json"
MISSING = UUID(int=404)


def close(client: Client, repair: Repair | UUID, **given: Any) -> Any:  # Any: the test client's
    headers = {"if-match": given.pop("tag", '"1"')}
    headers = {name: tag for name, tag in headers.items() if tag is not None}
    body = {"statement": "Lamp replaced", **given}
    return client.post(address(repair, "/close"), body, content_type=JSON, headers=headers)


def test_it_makes_and_says_where(priya: Client) -> None:
    response = priya.post(LIST, {"title": "Lamp"}, content_type=JSON)

    made = Repair.objects.get()
    assert response.status_code == 201
    assert response.headers["Location"] == f"https://accord.example{address(made)}"
    assert response.headers["ETag"] == priya.get(address(made)).headers["ETag"]


def test_it_moves_and_answers_with_the_new_tag(priya: Client, lamp: Repair) -> None:
    response = close(priya, lamp)

    assert response.status_code == 200
    assert response.json()["changed"] is True
    assert response.headers["ETag"] == priya.get(address(lamp)).headers["ETag"]
    assert response.headers["ETag"].startswith('"2-')


def test_it_answers_304_to_whoever_has_it(priya: Client, lamp: Repair) -> None:
    tag = priya.get(address(lamp)).headers["ETag"]

    response = priya.get(address(lamp), headers={"if-none-match": tag})

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag


def test_it_gives_no_tag_with_an_expansion(priya: Client, lamp: Repair) -> None:
    response = priya.get(address(lamp), {"expand": "lead"})

    assert response.json()["expanded"] == {"lead": None}
    assert "ETag" not in response.headers


def test_it_patches_what_is_there_alone(priya: Client, lamp: Repair) -> None:
    response = priya.patch(
        address(lamp),
        {"due_on": None},
        content_type="application/merge-patch+json",
        headers={"if-match": '"1"'},
    )

    assert (response.json()["due_on"], response.json()["title"]) == (None, lamp.title)


def test_it_answers_204_where_nothing_is_left(priya: Client, lamp: Repair) -> None:
    response = priya.delete(address(lamp), headers={"if-match": '"1"'})

    assert (response.status_code, response.content) == (204, b"")


def test_it_says_stale_with_what_is_on_record(priya: Client, lamp: Repair) -> None:
    response = close(priya, lamp, tag='"3"')

    lamp.refresh_from_db()
    assert (response.status_code, response.json()["code"]) == (412, "precondition_failed")
    assert response.headers["ETag"] == priya.get(address(lamp)).headers["ETag"]
    assert response.json()["current"]["version"] == 1
    assert lamp.state == "open"


def test_it_refuses_the_wrong_state(priya: Client, lamp: Repair) -> None:
    close(priya, lamp)

    response = close(priya, lamp, tag='"2"')

    assert response.status_code == 409
    assert response.json()["code"] == "transition_not_allowed"
    assert response.json()["current_state"] == "closed"


def test_it_names_every_fact_that_stands_against_it(priya: Client) -> None:
    urgent = a_repair(is_urgent=True)

    response = close(priya, urgent)

    assert (response.status_code, response.json()["code"]) == (409, "transition_guard_failed")
    assert response.json()["unmet"] == [
        {"code": "cost_missing", "detail": "Say what the repair cost.", "who": ["lead"]}
    ]


BAD = {"tag": None, "statement": 5}


@pytest.mark.parametrize(
    ("who", "there", "given", "status"),
    [
        ("nobody", False, BAD, 401),
        ("tom", False, BAD, 403),
        ("sam", False, BAD, 404),
        ("sam", True, BAD, 403),
        ("priya", True, BAD, 400),
        ("priya", True, {"tag": None}, 428),
        ("priya", True, {"tag": "*"}, 428),
        ("priya", True, {"tag": "7"}, 400),
        ("priya", True, {"tag": '"7"'}, 412),
    ],
)
def test_it_refuses_in_this_order(
    request: pytest.FixtureRequest,
    lamp: Repair,
    who: str,
    there: bool,  # noqa: FBT001  # a column of the table above
    given: dict[str, Any],
    status: int,
) -> None:
    client = request.getfixturevalue(who)

    response = close(client, lamp if there else MISSING, **given)

    assert response.status_code == status
    assert response.json()["status"] == status


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"title": "Lamp"}', "application/json; charset=UTF-8", 201),
        ('{"title": "Lamp"}', "application/json; charset=latin-1", 415),
        ('{"title": "Lamp"}', "application/merge-patch+json", 415),
        ('{"title": "Lamp"}', "*/*", 415),
        ('{"title": "Lamp"}', "", 415),
        ("title=Lamp", "application/x-www-form-urlencoded", 415),
        ("--x--", "multipart/form-data; boundary=x", 415),
        ("[]", JSON, 400),
        ("null", JSON, 400),
        ('{"title": "Lamp"', JSON, 400),
        ("", "text/plain", 400),
    ],
)
def test_it_reads_json_in_utf8_only(priya: Client, body: str, kind: str, status: int) -> None:
    response = priya.generic("POST", LIST, body, content_type=kind)

    assert response.status_code == status


@pytest.mark.parametrize(
    "kind",
    [
        "application/json-patch+json",
        "application/merge-patch+json; charset=latin-1",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
    ],
)
def test_it_names_the_patches_it_reads(priya: Client, lamp: Repair, kind: str) -> None:
    response = priya.generic("PATCH", address(lamp), "[]", kind, headers={"if-match": '"1"'})

    assert response.status_code == 415
    assert response.headers["Accept-Patch"] == "application/merge-patch+json, application/json"


@pytest.mark.parametrize("kind", ["application/merge-patch+json", "application/json"])
def test_it_reads_the_patches_it_names(priya: Client, lamp: Repair, kind: str) -> None:
    body = json.dumps({"title": "Lamp of the library"})

    response = priya.generic("PATCH", address(lamp), body, kind, headers={"if-match": '"1"'})

    assert (response.status_code, response.json()["title"]) == (200, "Lamp of the library")
    assert "Accept-Patch" not in response.headers


def test_it_names_no_patch_where_none_is_sent(priya: Client) -> None:
    response = priya.generic("POST", LIST, "[]", "application/json-patch+json")

    assert response.status_code == 415
    assert "Accept-Patch" not in response.headers


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", LIST, "GET, HEAD, POST"),
        ("OPTIONS", LIST, "GET, HEAD, POST"),
        ("TRACE", LIST, "GET, HEAD, POST"),
        ("PUT", address(MISSING), "DELETE, GET, HEAD, PATCH"),
        ("GET", address(MISSING, "/close"), "POST"),
    ],
)
def test_it_lists_the_methods_of_an_address(
    priya: Client, method: str, path: str, allowed: str
) -> None:
    response = priya.generic(method, path)

    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_it_answers_head_as_get(priya: Client, lamp: Repair) -> None:
    response = priya.head(address(lamp))

    assert (response.status_code, response.content) == (200, b"")
    assert re.fullmatch(r'"1-[0-9a-f]{16}"', response.headers["ETag"])


def test_it_must_name_its_operation() -> None:
    class Nameless(Detail):
        summary, tag = "Nothing", "nothing"

    with pytest.raises(ImproperlyConfigured, match="operation_id"):
        methods(Nameless)


def test_it_has_one_operation_for_each_method() -> None:
    with pytest.raises(ImproperlyConfigured, match="same method"):
        methods(GetRepair, GetRepair)


def test_it_hides_the_missing_and_the_unseen_alike(priya: Client) -> None:
    here, there = (priya.get(address(uuid4())).json() for _ in range(2))

    for body in (here, there):
        del body["instance"], body["request_id"]
    assert here == there
