"""A person lets a tool act for them (RFC 6749, section 4.1, with PKCE), and no further."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine
from django.test import Client as HttpClient

from backend.audit.source import now
from backend.people.models import AccessToken, Actor, AuthorizationCode, Client, RefreshToken
from backend.people.operations.credentials import digest_of
from backend.people.scopes import EVERY_SCOPE
from tests.borough import Borough, Caller
from tests.people.browser import Browser, signed_in
from tests.people.oauth import (
    CALLBACK,
    VERIFIER,
    address,
    answered,
    ask,
    challenge,
    code_of,
    exchange,
    program,
    renew,
    told,
    tool,
)
from tests.people.questions import assert_refused


@pytest.fixture
def planner(knowsley: Borough) -> Client:
    return tool(knowsley)


@pytest.fixture
def pat(knowsley: Borough) -> Browser:
    return signed_in(knowsley, "Pat")


def given(browser: Browser, planner: Client) -> dict[str, Any]:
    answer = exchange(planner, code_of(browser, planner))
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: Any, error: str, status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.content


def test_it_lets_a_tool_act_as_the_person_within_what_was_asked(
    knowsley: Borough, pat: Browser, planner: Client
) -> None:
    caller = Caller(given(pat, planner)["access_token"])

    me: Any = caller.get("/me").json()
    assert (me["name"], me["kind"], me["scopes"]) == ("Pat", "person", ["actions:read"])
    assert caller.get("/actions").status_code == 200
    assert_refused(caller.get("/organisations"), 403, "insufficient_scope")


def test_it_has_words_for_whatever_may_be_asked(knowsley: Borough, pat: Browser) -> None:
    greedy = tool(knowsley, scopes=tuple(sorted(EVERY_SCOPE)))

    page = pat.client.get(address(greedy, scope=" ".join(sorted(EVERY_SCOPE))))

    assert page.status_code == 200
    assert page.content.count(b"<li>") == len(EVERY_SCOPE)


def test_it_asks_in_words_who_wants_what(pat: Browser, planner: Client) -> None:
    page = pat.client.get(address(planner, scope="actions:read people:read"))

    shown = page.content.decode()
    assert "Let Action planner act for you?" in shown
    assert "Knowsley Better Together as Pat" in shown
    assert "read plans, actions and what is reported on them" in shown
    assert "https://planner.example" in shown
    assert '<html lang="en-GB">' in shown
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' https://planner.example;" in policy


def test_it_tells_the_tool_who_answers_and_gives_its_state_back(
    pat: Browser, planner: Client, settings: Any
) -> None:
    answer = told(answered(pat, address(planner)))

    assert (answer["state"], answer["iss"]) == ("s-1", settings.PUBLIC_BASE_URL)


def test_it_takes_no_for_an_answer(pat: Browser, planner: Client) -> None:
    answer = told(answered(pat, address(planner), "deny"))

    assert (answer["error"], answer["state"]) == ("access_denied", "s-1")
    assert not AuthorizationCode.objects.exists()


def test_it_asks_for_the_token_of_its_own_form(pat: Browser, planner: Client) -> None:
    answer = pat.client.post(address(planner), data={"answer": "allow"})

    assert answer.status_code == 403
    assert not AuthorizationCode.objects.exists()


def test_it_asks_nobody_who_is_not_signed_in(planner: Client) -> None:
    page: Any = HttpClient().get(address(planner))

    assert page.status_code == 403
    assert "Sign in" in page.content.decode()


def test_it_asks_no_bearer_of_a_token(knowsley: Borough, planner: Client) -> None:
    caller = knowsley.as_("Pat")

    page: Any = caller.client.get(address(planner), headers=caller.headers)

    assert page.status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": CALLBACK + "/more"},
        {"redirect_uri": CALLBACK + "?more=1"},
        {"redirect_uri": CALLBACK.upper()},
        {"redirect_uri": "https://planner.example@evil.example/callback"},
        {"redirect_uri": ""},
        {"client_id": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d"},
        {"client_id": "planner"},
        {"client_id": ""},
    ],
)
def test_it_sends_nobody_where_it_was_not_registered(
    changed: dict[str, str], pat: Browser, planner: Client
) -> None:
    page = pat.client.get(address(planner, **changed))

    assert page.status_code == 400
    assert "Location" not in page.headers


def test_it_takes_any_port_of_ones_own_machine(pat: Browser, planner: Client) -> None:
    local = "http://127.0.0.1:53121/callback"
    code = code_of(pat, planner, redirect_uri=local)

    assert exchange(planner, code, redirect_uri=local).status_code == 200


def test_it_leads_on_to_ones_own_machine_by_its_longer_address_too(
    pat: Browser, planner: Client
) -> None:
    page = pat.client.get(address(planner, redirect_uri="http://[::1]:53121/callback"))

    assert "form-action 'self' http:;" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unauthorized_client"),
        ({"response_type": ""}, "invalid_request"),
        ({"scope": "audit:read"}, "invalid_scope"),
        ({"scope": "actions:read everything"}, "invalid_scope"),
    ],
)
def test_it_tells_the_tool_what_it_asked_wrongly(
    changed: dict[str, str], error: str, pat: Browser, planner: Client
) -> None:
    answer = told(pat.client.get(address(planner, **changed)))

    assert (answer["error"], answer["state"]) == (error, "s-1")


def test_it_breaks_at_no_address(pat: Browser, planner: Client) -> None:
    for at in (address(planner) + "&scope=people:read", address(planner) + "&%zz=%"):
        assert pat.client.get(at).status_code == 400


def test_it_is_of_the_persons_own_partnership(
    knowsley: Borough, sefton: Borough, planner: Client
) -> None:
    olga = signed_in(sefton, "Olga")

    assert olga.client.get(address(planner)).status_code == 400


def test_it_offers_no_systems_client(knowsley: Borough, pat: Browser) -> None:
    client = program(knowsley).client

    assert pat.client.get(address(client)).status_code == 400


def test_it_keeps_nothing_but_digests(pat: Browser, planner: Client) -> None:
    code = code_of(pat, planner)
    body = exchange(planner, code).json()

    assert AuthorizationCode.objects.get().code == digest_of(code)
    assert AccessToken.objects.get().token_checksum == digest_of(body["access_token"])
    renewal = RefreshToken.objects.get()
    assert (renewal.token, renewal.token_checksum) == ("", digest_of(body["refresh_token"]))


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": VERIFIER[::-1]}, "invalid_grant"),
        ({"code_verifier": challenge()}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1/callback"}, "invalid_request"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"client_secret": "acs_x"}, "invalid_client"),
    ],
)
def test_it_gives_nothing_to_whoever_did_not_ask(
    changed: dict[str, str], error: str, pat: Browser, planner: Client
) -> None:
    code = code_of(pat, planner)

    answer = exchange(planner, **{"code": code, **changed})

    refused(answer, error, 401 if error == "invalid_client" else 400)
    assert not AccessToken.objects.exists()


def test_it_gives_another_tool_nothing(knowsley: Borough, pat: Browser, planner: Client) -> None:
    code = code_of(pat, planner)

    refused(exchange(tool(knowsley), code), "invalid_grant")


def test_it_takes_a_code_for_a_minute(pat: Browser, planner: Client) -> None:
    code = code_of(pat, planner)
    ends = AuthorizationCode.objects.get().expires

    with time_machine.travel(ends, tick=False):
        late = exchange(planner, code)

    assert ends - now() < timedelta(minutes=1)
    refused(late, "invalid_grant")


def test_it_takes_a_code_once_and_trusts_neither_of_two_who_have_it(
    pat: Browser, planner: Client
) -> None:
    code = code_of(pat, planner)
    first = exchange(planner, code).json()

    refused(exchange(planner, code), "invalid_grant")

    assert_refused(Caller(first["access_token"]).get("/me"), 401, "authentication_failed")
    refused(renew(planner, first["refresh_token"]), "invalid_grant")


def test_it_is_renewed_and_the_old_tokens_end(pat: Browser, planner: Client) -> None:
    first = given(pat, planner)

    second = renew(planner, first["refresh_token"]).json()

    assert second["scope"] == "actions:read"
    assert Caller(second["access_token"]).get("/me").json()["name"] == "Pat"
    assert_refused(Caller(first["access_token"]).get("/me"), 401, "authentication_failed")


def test_it_ends_the_whole_consent_when_a_renewal_is_tried_twice(
    pat: Browser, planner: Client
) -> None:
    first = given(pat, planner)
    second = renew(planner, first["refresh_token"]).json()

    refused(renew(planner, first["refresh_token"]), "invalid_grant")

    assert_refused(Caller(second["access_token"]).get("/me"), 401, "authentication_failed")
    refused(renew(planner, second["refresh_token"]), "invalid_grant")


def test_it_renews_into_no_more_than_was_let(pat: Browser, planner: Client) -> None:
    first = given(pat, planner)

    answer = ask(
        grant_type="refresh_token",
        client_id=planner.client_id,
        refresh_token=first["refresh_token"],
        scope="actions:read people:read",
    )

    refused(answer, "invalid_scope")


def test_it_asks_the_person_again_after_ninety_days(pat: Browser, planner: Client) -> None:
    first = given(pat, planner)
    ends = RefreshToken.objects.get().ends_at

    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        second = renew(planner, first["refresh_token"]).json()
    with time_machine.travel(ends, tick=False):
        late = renew(planner, second["refresh_token"])

    assert ends - now() > timedelta(days=89)
    refused(late, "invalid_grant")


def shut_out(borough: Borough) -> None:
    Actor.objects.filter(id=borough.actor_id("Pat")).update(is_active=False)


def erased(borough: Borough) -> None:
    profile = borough.profiles["Pat"]
    answer = borough.as_("Ada").post(
        f"/people/{profile.id}/erase", {"reason": "They asked."}, if_match='"1"'
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("end", [shut_out, erased])
def test_it_ends_with_the_person(
    end: Callable[[Borough], None], knowsley: Borough, pat: Browser, planner: Client
) -> None:
    first, code = given(pat, planner), code_of(pat, planner)

    end(knowsley)

    assert_refused(Caller(first["access_token"]).get("/me"), 401, "authentication_failed")
    refused(renew(planner, first["refresh_token"]), "invalid_grant")
    refused(exchange(planner, code), "invalid_grant")


def test_it_is_withdrawn_by_the_tool_with_all_that_stems_from_it(
    pat: Browser, planner: Client
) -> None:
    first = given(pat, planner)

    answer = ask(
        path="/oauth/revoke",
        grant_type=None,
        client_id=planner.client_id,
        token=first["refresh_token"],
    )

    assert answer.status_code == 200
    assert_refused(Caller(first["access_token"]).get("/me"), 401, "authentication_failed")
    refused(renew(planner, first["refresh_token"]), "invalid_grant")
