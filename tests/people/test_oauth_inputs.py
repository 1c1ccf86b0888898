"""Whatever is sent to the addresses of OAuth 2, it is answered and breaks nothing."""

from base64 import b64encode
from typing import Any, Final  # bodies are JSON
from urllib.parse import quote

import pytest
from django.test import Client as HttpClient

from backend.people.models import AuthorizationCode, Client
from tests.borough import Borough
from tests.people.browser import Browser, signed_in
from tests.people.oauth import (
    CALLBACK,
    VERIFIER,
    Program,
    address,
    answered,
    ask,
    challenge,
    code_of,
    exchange,
    program,
    told,
    tool,
)

pytestmark = pytest.mark.django_db

FORM: Final = "application/x-www-form-urlencoded"
ODD: Final = ["\0", "a\0b", "é", "\u2028", "http://[", "http://[::1", "x" * 9000]


@pytest.fixture
def planner(knowsley: Borough) -> Client:
    return tool(knowsley)


@pytest.fixture
def system(knowsley: Borough) -> Program:
    return program(knowsley)


@pytest.fixture
def pat(knowsley: Borough) -> Browser:
    return signed_in(knowsley, "Pat")


@pytest.fixture(autouse=True)
def often(settings: Any) -> None:
    settings.RATE_LIMIT_TOKEN = settings.RATE_LIMIT_ANONYMOUS = 0


def refused(answer: Any, status: int, error: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.content


def basic(pair: bytes) -> str:
    return f"Basic {b64encode(pair).decode()}"


@pytest.mark.parametrize(
    "wrong",
    [
        challenge() + "A",
        challenge()[:-1],
        challenge()[:-1] + "\0",
        challenge()[:-1] + "é",
        challenge()[:-1] + "=",
        challenge()[:-1] + "+",
        challenge() + "\n",
        "A" * 128,
        "A" * 129,
    ],
)
def test_it_takes_no_challenge_that_no_verifier_meets(
    wrong: str, pat: Browser, planner: Client
) -> None:
    answer = told(pat.client.get(address(planner, code_challenge=wrong)))

    assert (answer["error"], answer["state"]) == ("invalid_request", "s-1")


def test_it_takes_no_empty_challenge(pat: Browser, planner: Client) -> None:
    at = address(planner, code_challenge="") + "&code_challenge="

    assert told(pat.client.get(at))["error"] == "invalid_request"


def test_it_looks_at_the_challenge_again_when_the_form_comes(pat: Browser, planner: Client) -> None:
    pat.client.get(address(planner))
    form = {"answer": "allow", "csrfmiddlewaretoken": pat.client.cookies["csrftoken"].value}

    answer = pat.client.post(address(planner, code_challenge="A" * 129), data=form)

    assert told(answer)["error"] == "invalid_request"
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_it_sends_nobody_where_nobody_said(
    name: str, odd: str, pat: Browser, planner: Client
) -> None:
    assert pat.client.get(address(planner, **{name: odd})).status_code == 400


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("scope", "invalid_scope"),
        ("response_type", "unsupported_response_type"),
        ("code_challenge_method", "invalid_request"),
    ],
)
def test_it_tells_the_tool_what_it_cannot_read(
    name: str, error: str, odd: str, pat: Browser, planner: Client
) -> None:
    assert told(pat.client.get(address(planner, **{name: odd})))["error"] == error


@pytest.mark.parametrize("state", ["\0", "é", "\u2028", "\r\nSet-Cookie: a=b", "x" * 500])
def test_it_gives_any_state_back(state: str, pat: Browser, planner: Client) -> None:
    assert told(answered(pat, address(planner, state=state)))["state"] == state


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "response_type"])
def test_it_takes_nothing_twice(name: str, pat: Browser, planner: Client) -> None:
    assert pat.client.get(f"{address(planner)}&{name}=x").status_code == 400


@pytest.mark.parametrize("query", ["&a", "&%", "&%zz=1", "&a=%fx"])
def test_it_reads_no_broken_address(query: str, pat: Browser, planner: Client) -> None:
    assert pat.client.get(address(planner) + query).status_code == 400


@pytest.mark.parametrize("query", ["&=", "&a=%ff", "&%ff=a", "&a=%ed%a0%80", "&a=[]"])
def test_it_overlooks_what_it_does_not_know(query: str, pat: Browser, planner: Client) -> None:
    assert pat.client.get(address(planner) + query).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize(
    "header",
    [
        "Basic é",
        "Basic é=",
        "Basic \x80",
        "Basic ====",
        "Basic A",
        "Basic " + "A" * 9000,
        basic(b"\xff:\xff"),
        basic("é:é".encode()),
        basic(b"\0:\0"),
        basic(b"%00:%ff"),
        basic(b"no colon"),
    ],
)
def test_it_takes_no_odd_credentials(header: str, path: str, planner: Client) -> None:
    """Nor what is said in the body in their stead: a tool that has no secret shows none."""
    answer = ask(
        path=path,
        headers={"Authorization": header},
        grant_type="refresh_token",
        client_id=planner.client_id,
        refresh_token="x",
        token="x",
    )

    refused(answer, 401, "invalid_client")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("grant_type", 400, "unsupported_grant_type"),
        ("client_id", 401, "invalid_client"),
        ("client_secret", 401, "invalid_client"),
        ("scope", 400, "invalid_scope"),
    ],
)
def test_it_gives_a_system_nothing_for_what_it_cannot_read(
    name: str, status: int, error: str, odd: str, system: Program
) -> None:
    known: dict[str, Any] = {"client_id": system.client.client_id, "client_secret": system.secret}

    refused(ask(**{**known, name: odd}), status, error)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["code", "code_verifier", "redirect_uri"])
def test_it_gives_a_tool_nothing_for_what_it_cannot_read(
    name: str, odd: str, pat: Browser, planner: Client
) -> None:
    answer = exchange(planner, **{"code": code_of(pat, planner), name: odd})

    refused(answer, 400, "invalid_request" if name == "redirect_uri" else "invalid_grant")


@pytest.mark.parametrize("odd", ODD)
def test_it_renews_nothing_that_it_cannot_read(odd: str, planner: Client) -> None:
    answer = ask(grant_type="refresh_token", client_id=planner.client_id, refresh_token=odd)

    refused(answer, 400, "invalid_grant")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["token", "token_type_hint"])
def test_it_has_nothing_to_revoke(name: str, odd: str, system: Program) -> None:
    given = {"token": "x", name: odd}

    assert system.ask(path="/oauth/revoke", **given).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["encoding", "refresh_token_instance", "user", "scopes", "expires_in", "resource"],
)
def test_it_overlooks_what_the_toolkit_calls_its_own(
    name: str, pat: Browser, planner: Client, system: Program
) -> None:
    of_a_system = system.ask(**{name: "rot13"})
    of_a_tool = exchange(planner, code_of(pat, planner), **{name: "rot13"})

    assert (of_a_system.status_code, of_a_tool.status_code) == (200, 200)


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"%",
        b"client_id=%ff&grant_type=%ff&token=%ff",
        b"client_id=%zz&grant_type&token",
        b"\0=\0",
        b"{}",
        b"grant_type=client_credentials&client_id=1&client_id=2&token=1&token=2",
        b"client_id=" + b"x" * 1_000_000,
        b"&".join([b"a=1"] * 1001),
    ],
    ids=range(10),
)
def test_it_refuses_a_body_that_it_cannot_read(body: bytes, path: str) -> None:
    answer = HttpClient().post(path, data=body, content_type=FORM)

    assert answer.status_code in (400, 401)


@pytest.mark.parametrize(
    "media_type",
    [
        f"{FORM}; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=é",
        "application/json",
    ],
)
def test_it_refuses_another_kind_of_body(media_type: str) -> None:
    answer = HttpClient().generic("POST", "/oauth/token", b"--x\r\n\xff", media_type)

    assert answer.status_code == 400


def test_it_reads_what_is_said_in_percent_signs(pat: Browser, planner: Client) -> None:
    """The table above refuses for what it changes alone."""
    given = {
        "grant_type": "authorization_code",
        "client_id": planner.client_id,
        "code": code_of(pat, planner),
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    body = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())

    answer = HttpClient().post("/oauth/token", data=body, content_type=FORM)

    assert answer.status_code == 200
