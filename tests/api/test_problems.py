import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest
from django.http.request import UnreadablePostError
from django.test import Client, RequestFactory
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

import backend
from backend.api.catalogue import FAMILIES, FAULTS, codes, fault_codes, kinds, refusals
from backend.api.handlers import csrf_failure, exception_handler
from backend.api.problems import InsufficientScope, problem_members
from backend.errors import Conflict, Fault, InputRefused, NotAllowed, NotVisible, Refused, Stale
from tests.api.repairs.models import Repair

BANNED = ("please", "sorry", "invalid", "forbidden", "illegal", "oops", "this field is required")


class QuorumMissing(Conflict):
    """Too few members are there."""

    code = "quorum_missing"
    remedy = "Wait for another member."


RAISED: list[tuple[Exception, int, str]] = [
    (Http404(), 404, "not_found"),
    (NotVisible(), 404, "not_found"),
    (PermissionDenied(), 403, "permission_denied"),
    (NotAllowed("Only the sponsor."), 403, "permission_denied"),
    (InsufficientScope("a:b"), 403, "insufficient_scope"),
    (InputRefused([Fault("required", "Enter it", pointer="#/a")]), 400, "validation_error"),
    (Stale(4), 412, "precondition_failed"),
    (QuorumMissing("Too few."), 409, "quorum_missing"),
    (SuspiciousOperation(), 400, "bad_request"),
    (BadRequest(), 400, "bad_request"),
    (UnreadablePostError(), 400, "bad_request"),
    (RequestDataTooBig(), 413, "content_too_large"),
    (exceptions.ValidationError({"a": ["No"]}), 400, "validation_error"),
    (exceptions.ParseError(), 400, "validation_error"),
    (exceptions.AuthenticationFailed(), 401, "authentication_failed"),
    (exceptions.NotAuthenticated(), 401, "not_authenticated"),
    (exceptions.PermissionDenied(), 403, "permission_denied"),
    (exceptions.PermissionDenied("CSRF Failed: no cookie"), 403, "csrf_failed"),
    (exceptions.NotFound(), 404, "not_found"),
    (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    (exceptions.NotAcceptable(), 406, "not_acceptable"),
    (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
    (exceptions.Throttled(20), 429, "throttled"),
    (exceptions.APIException(), 500, "internal_error"),
    (OperationalError("database is locked"), 503, "unavailable"),
    (InterfaceError("connection already closed"), 503, "unavailable"),
]


def answer(raised: Exception) -> Any:  # Any: its headers and its JSON are looked into
    request = Request(RequestFactory().get("/api/v1/things"))
    response = exception_handler(raised, {"request": request, "view": APIView()})
    assert response is not None
    return response


@pytest.mark.parametrize(("raised", "status", "code"), RAISED)
def test_it_turns_every_refusal_into_a_problem(raised: Exception, status: int, code: str) -> None:
    response = answer(raised)

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert b'"code":"%b"' % code.encode() in response.content
    assert b'"status":%d' % status in response.content


@pytest.mark.parametrize(("raised", "status", "code"), RAISED)
def test_it_speaks_so_that_a_person_can_act(raised: Exception, status: int, code: str) -> None:
    kind = kinds()[code]

    words = f"{kind.title} {kind.meaning} {kind.remedy}".lower()
    assert not any(word in words for word in BANNED)


def test_it_leaves_a_defect_to_django() -> None:
    request = Request(RequestFactory().get("/api/v1/things"))

    assert exception_handler(ZeroDivisionError(), {"request": request}) is None


@pytest.mark.parametrize(
    ("raised", "header", "value"),
    [
        (exceptions.NotAuthenticated(), "WWW-Authenticate", 'Bearer realm="accord"'),
        (
            exceptions.AuthenticationFailed(),
            "WWW-Authenticate",
            'Bearer realm="accord", error="invalid_token"',
        ),
        (
            InsufficientScope("actions:write"),
            "WWW-Authenticate",
            'Bearer realm="accord", error="insufficient_scope", scope="actions:write"',
        ),
        (exceptions.Throttled(19.2), "Retry-After", "20"),
        (OperationalError("database is locked"), "Retry-After", "5"),
        (Stale(4), "ETag", '"4"'),
    ],
)
def test_it_adds_the_header_of_its_status(raised: Exception, header: str, value: str) -> None:
    assert answer(raised).headers[header] == value


@pytest.mark.parametrize(
    ("path", "accept", "status", "code"),
    [
        ("/api/v1/nothing", "text/html", 404, "not_found"),
        ("/api/v1/broken", "text/html", 500, "internal_error"),
        ("/api/v1/repairs", "text/html", 406, "not_acceptable"),
        ("/api/v1/repairs", "application/xml, text/csv;q=0.5", 406, "not_acceptable"),
        ("/api/v1/repairs/%00", "*/*", 404, "not_found"),
        ("/api/v1/repairs?x=%ff", "", 400, "validation_error"),
    ],
)
def test_it_answers_in_problems_whatever_was_accepted(
    priya: Client, path: str, accept: str, status: int, code: str
) -> None:
    response = priya.get(path, headers={"accept": accept} if accept else {})

    body = response.json()
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["type"] == f"https://accord.example/problems/{code.replace('_', '-')}"
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert "drain" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_asks_to_come_back_while_the_database_is_locked(priya: Client) -> None:
    with all_locked():
        response = report(priya)

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["Retry-After"] == "5"
    assert report(priya).status_code == 201


def report(client: Client) -> Any:  # Any: its JSON is looked into
    return client.post("/api/v1/repairs", {"title": "Lamp"}, content_type="application/json")


@contextmanager
def all_locked() -> Iterator[None]:
    """By another connection, for longer than this one is willing to wait."""
    waits, locks = {
        "sqlite": ("PRAGMA busy_timeout = 1", "BEGIN IMMEDIATE"),
        "postgresql": ("SET lock_timeout = '1ms'", f'BEGIN; LOCK TABLE "{Repair._meta.db_table}"'),
    }[connection.vendor]
    other = connection.copy()
    with connection.cursor() as ours, other.cursor() as theirs:
        ours.execute(waits)
        theirs.execute(locks)
    yield
    other.close()
    connection.close()


def test_it_answers_a_strange_host_with_a_problem(priya: Client) -> None:
    response = priya.get("/api/v1/repairs", headers={"host": "evil.example"})

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


def test_it_answers_a_missing_csrf_token_with_a_problem() -> None:
    response = csrf_failure(RequestFactory().post("/api/v1/things"), reason="no cookie")

    assert response.status_code == 403
    assert b"csrf_failed" in response.content


def test_it_challenges_whoever_sends_no_token(nobody: Client) -> None:
    response = nobody.get("/api/v1/repairs")

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="accord"'


def test_it_names_the_scope_that_is_missing(tom: Client) -> None:
    response = tom.post("/api/v1/repairs", {"title": "Lamp"}, content_type="application/json")

    assert (response.status_code, response.json()["scope"]) == (403, "repairs:write")
    assert 'scope="repairs:write"' in response.headers["WWW-Authenticate"]


def test_it_shows_a_page_for_every_code(nobody: Client) -> None:
    pages = [nobody.get(f"/problems/{kind.slug}") for kind in kinds().values()]

    assert {page.status_code for page in pages} == {200}
    assert all(
        kind.title in page.content.decode()
        for kind, page in zip(kinds().values(), pages, strict=True)
        if "'" not in kind.title
    )


def test_it_lists_every_code_on_one_page(nobody: Client) -> None:
    page = nobody.get("/problems/").content.decode()

    assert all(f"<code>{code}</code>" in page for code in [*codes(), *fault_codes()])


def test_it_has_no_page_for_another_code(nobody: Client) -> None:
    assert nobody.get("/problems/nothing").status_code == 404


def test_it_knows_every_refusal_of_the_code() -> None:
    assert {kind.code for kind in refusals()} <= set(codes())
    assert kinds()["quorum_missing"].remedy == "Wait for another member."
    assert kinds()["quorum_missing"].status == 409


def test_it_gives_the_document_alone_for_an_item_of_a_bulk() -> None:
    request: HttpRequest = RequestFactory().get("/api/v1/things")

    members = problem_members(request, QuorumMissing("Too few.", missing=2))

    assert (members["status"], members["missing"]) == (409, 2)
    assert UUID(str(members["request_id"]))


def fault_codes_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    made = {
        str(call.args[0].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", None) == "Fault"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    # The log's check has faults of its own, which nobody sends over HTTP.
    return made if any(_takes_fault(node) for node in ast.walk(tree)) else set()


def _takes_fault(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != "backend.errors":
        return False
    return any(name.name == "Fault" for name in node.names)


def test_it_describes_every_fault_the_code_makes() -> None:
    [home] = backend.__path__
    used: set[str] = set().union(*map(fault_codes_in, Path(home).rglob("*.py")))

    assert used - set(FAULTS) == set()


def test_it_has_a_status_for_every_family() -> None:
    assert all(any(base in FAMILIES for base in kind.__mro__) for kind in refusals())
    assert issubclass(Conflict, Refused)
