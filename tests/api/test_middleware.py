from io import BytesIO
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from backend.api.middleware import BodyLimitMiddleware

SENT = "3b241101-e2bb-4255-8caf-4136c566a962"
LIST = "/api/v1/repairs"


def test_it_keeps_the_clients_request_id(priya: Client) -> None:
    response = priya.get(LIST, headers={"x-request-id": SENT})

    assert response.headers["X-Request-ID"] == SENT


@pytest.mark.parametrize("sent", ["", "abc", "1" * 36, "{" + SENT + "}", SENT.replace("-", "")])
def test_it_replaces_what_is_no_uuid(priya: Client, sent: str) -> None:
    found = priya.get(LIST, headers={"x-request-id": sent}).headers["X-Request-ID"]

    assert found != sent
    assert UUID(found).version == 4


@pytest.mark.parametrize("path", [LIST, "/api/nothing", "/api/v1/broken"])
def test_it_sets_the_headers_of_the_api(priya: Client, path: str) -> None:
    headers = priya.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept"} <= set(headers["Vary"].split(", "))


def test_it_leaves_pages_their_own_headers(priya: Client) -> None:
    page = priya.get("/api/docs/try/")

    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "cdn" not in page.content.decode()


def test_it_refuses_too_large_a_body(priya: Client) -> None:
    response = priya.post(LIST, {"title": "x" * 10_001}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (413, "content_too_large")


@pytest.mark.parametrize("length", ["-5", "abc", "1e3", "\u0663"])
def test_it_refuses_a_length_that_is_no_number(priya: Client, length: str) -> None:
    response = priya.generic("POST", LIST, "{}", CONTENT_LENGTH=length)

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


def chunked(body: bytes, *, marks_its_end: bool) -> HttpRequest:
    request = RequestFactory().generic("POST", LIST, headers={"transfer-encoding": "chunked"})
    request.META.pop("CONTENT_LENGTH", None)
    request.environ["wsgi.input"] = BytesIO(body)
    request.environ["wsgi.input_terminated"] = marks_its_end
    return request


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


@pytest.mark.parametrize(
    ("body", "marks_its_end", "status", "content"),
    [
        (b"small", True, 200, b"small"),
        (b"x" * 11, True, 413, b"content_too_large"),
        (b"small", False, 411, b"length_required"),
    ],
)
def test_it_measures_a_chunked_body(
    settings: Settings, body: bytes, *, marks_its_end: bool, status: int, content: bytes
) -> None:
    settings.MAX_BODY_BYTES = 10

    response = BodyLimitMiddleware(echo)(chunked(body, marks_its_end=marks_its_end))

    assert response.status_code == status
    assert content in getattr(response, "content", b"")
