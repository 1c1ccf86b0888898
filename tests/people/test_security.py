"""As someone would ask who means harm."""

from typing import Any  # answers and settings

import pytest
from django.test import Client

from backend.audit.models import Entry
from tests.borough import BASE, Borough
from tests.people.browser import signed_in
from tests.people.questions import assert_refused, no_trace
from tests.people.routes import ROUTES

FRIENDS = {"name": "Huyton Friends", "kind": "other"}


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_it_overlooks_a_method_in_a_header(header: str, knowsley: Borough) -> None:
    caller = knowsley.as_("Ada")

    with no_trace():
        read: Any = caller.client.get(
            f"{BASE}/organisations", headers={**caller.headers, header: "POST"}
        )

    assert len(read.json()["results"]) == 2


@pytest.mark.parametrize("name", ["_method", "method"])
def test_it_takes_no_method_from_the_address(name: str, knowsley: Borough) -> None:
    answer = knowsley.as_("Ada").get(f"/organisations?{name}=DELETE")

    assert_refused(answer, 400, "validation_error")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_it_takes_no_other_method_anywhere(method: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    path = f"{BASE}/organisations/{knowsley.council.id}"

    answer: Any = ada.client.generic(method, path, headers=ada.headers)

    assert_refused(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/me/",
        "//me",
        "/ME",
        "/me%00",
        "/me;x=1",
        "/organisations/../people",
        "/organisations/%2e%2e/people",
        "/organisations/{id}/",
        "/organisations/{hex}",
        "/organisations/{upper}",
        "/organisations/{id}%0a",
        "/organisations/{id}.json",
        "/organisations/1",
        "/organisations/null",
        "/admin/",
    ],
)
def test_it_has_one_address_for_each_thing(path: str, knowsley: Borough) -> None:
    one = knowsley.council.id

    answer = knowsley.as_("Ada").get(
        path.format(id=one, hex=one.hex, upper=str(one).upper()), accept="application/json"
    )

    assert_refused(answer, 404, "not_found")


def test_it_makes_no_address_of_the_host_header(knowsley: Borough, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ada = knowsley.as_("Ada")

    answer: Any = ada.client.get(
        f"{BASE}/people?limit=1", headers={**ada.headers, "Host": "evil.example"}
    )

    assert b"evil.example" not in answer.content
    assert "evil.example" not in str(answer.headers)


def test_it_refuses_too_large_a_body(knowsley: Borough, settings: Any) -> None:
    settings.MAX_BODY_BYTES = 10_000
    ada = knowsley.as_("Ada")

    with no_trace():
        answer = ada.post("/organisations", {**FRIENDS, "source": "x" * 10_001})

    assert_refused(answer, 413, "content_too_large")


def test_it_refuses_too_large_a_body_from_strangers(settings: Any) -> None:
    settings.MAX_BODY_BYTES = 10_000

    answer: Any = Client().post(
        f"{BASE}/session", data="x" * 10_001, content_type="application/json"
    )

    assert_refused(answer, 413, "content_too_large")


def test_it_refuses_a_name_given_twice(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    with no_trace():
        answer: Any = ada.client.post(
            f"{BASE}/organisations",
            data='{"name": "A", "kind": "other", "name": "B"}',
            content_type="application/json",
            headers=ada.headers,
        )

    problem = assert_refused(answer, 400, "validation_error")
    assert problem["errors"][0]["code"] == "duplicate_key"


def test_it_refuses_endless_nesting(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    answer: Any = ada.client.post(
        f"{BASE}/organisations",
        data="[" * 200_000,
        content_type="application/json",
        headers=ada.headers,
    )

    assert answer.status_code == 400


def test_it_hands_no_cookie_to_a_token(knowsley: Borough) -> None:
    answer: Any = knowsley.as_("Ada").post("/organisations", FRIENDS)

    assert not answer.cookies


@pytest.mark.parametrize("path", ["/me", "/organisations", "/nothing", "/session"])
def test_it_tells_browsers_to_keep_to_themselves(path: str, knowsley: Borough) -> None:
    answer = knowsley.as_("Ada").get(path)

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_it_keeps_a_secret_out_of_every_cache(knowsley: Borough) -> None:
    ticket = knowsley.as_("Ada").post("/stream-tickets")

    assert "no-store" in ticket.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["%", "_", "\\", "'; DROP TABLE people_actor; --", "%' OR 1=1"])
def test_it_searches_for_what_was_typed(name: str, knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    answer: Any = ada.client.get(
        f"{BASE}/organisations", query_params={"q": name}, headers=ada.headers
    )

    assert answer.json()["results"] == []


def test_it_reads_without_writing(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")
    before = Entry.objects.count()

    with no_trace():
        answers = [ada.get(one.at(knowsley.council.id)) for one in ROUTES if not one.is_unsafe]

    assert {answer.status_code for answer in answers} <= {200, 404}
    assert Entry.objects.count() == before


def test_it_shows_a_session_no_more_than_a_token(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Pat")

    answer = browser.post("/organisations", FRIENDS)

    assert_refused(answer, 403, "permission_denied")


def test_it_keeps_the_password_out_of_refusals(knowsley: Borough) -> None:
    body = '{"email": "a@b.test", "password": "hunter2", "partnership": 7}'

    answer: Any = Client().post(f"{BASE}/session", data=body, content_type="application/json")

    assert answer.status_code == 400
    assert b"hunter2" not in answer.content


def test_it_refuses_a_host_it_does_not_serve(knowsley: Borough) -> None:
    caller = knowsley.as_("Ada")
    caller.client.defaults["HTTP_HOST"] = "evil.example"

    answer = caller.get("/me", Host="evil.example")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
