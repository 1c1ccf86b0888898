"""What a partner's system gets for its secret (RFC 6749, section 4.4), and what that opens."""

from base64 import b64encode
from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client as HttpClient

from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.models import AccessToken, Actor, ClientAccess, RefreshToken, Token
from backend.people.operations import appoint
from backend.people.operations.credentials import digest_of
from backend.people.scopes import EVERY_SCOPE
from tests.borough import BASE, Borough, Caller
from tests.people.oauth import Program, ask, program
from tests.people.questions import NOWHERE, assert_refused
from tests.people.routes import ROUTES
from tests.people.test_tokens import scope_told

SCOPED = [one for one in ROUTES if one.view.scope]


@pytest.fixture
def system(knowsley: Borough) -> Program:
    return program(knowsley)


def refused(answer: Any, status: int, error: str) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.content
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_gives_a_bearer_token_for_fifteen_minutes(system: Program) -> None:
    answer = system.ask(scope="actions:read people:read")

    given = answer.json()
    assert (answer.status_code, given["token_type"], given["expires_in"]) == (200, "Bearer", 900)
    assert sorted(given["scope"].split()) == ["actions:read", "people:read"]
    assert given["access_token"].startswith("aco_")
    assert "refresh_token" not in given
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")


def test_it_takes_the_secret_in_the_body_too(system: Program) -> None:
    answer = ask(client_id=system.client.client_id, client_secret=system.secret)

    assert answer.status_code == 200


def test_it_gives_all_of_the_clients_scopes_when_none_is_named(knowsley: Borough) -> None:
    system = program(knowsley, scopes=frozenset({"actions:read", "audit:read"}))

    assert system.ask().json()["scope"] == "actions:read audit:read"


def test_it_keeps_nothing_but_the_digest(system: Program) -> None:
    secret = system.token()

    token = AccessToken.objects.get()
    assert (token.token, token.token_checksum) == ("", digest_of(secret))
    assert not RefreshToken.objects.exists()


def test_it_acts_as_the_system_and_not_as_a_user(knowsley: Borough, system: Program) -> None:
    me: Any = system.caller().get("/me").json()

    assert (me["name"], me["kind"]) == ("Tracker", "system")
    assert me["roles"][0]["role"] == "system"
    assert me["organisation"] == str(knowsley.council.id)


def test_it_is_told_apart_in_the_log(knowsley: Borough) -> None:
    system = program(knowsley, system="Robot")
    knowsley.act(
        "Ada",
        appoint,
        actor_id=knowsley.actor_id("Robot"),
        role="administrator",
        on_id=knowsley.partnership.id,
    )

    system.caller().post("/organisations", {"name": "Huyton Friends", "kind": "other"})
    knowsley.as_("Ada").post("/organisations", {"name": "Page Moss Friends", "kind": "other"})

    newest = Entry.objects.filter(verb="organisation.added").order_by("-index")[:2]
    assert [one.origin_client for one in newest] == ["", system.client.client_id]
    assert newest[1].actor == knowsley.actor_id("Robot")


def test_it_closes_when_it_expires(system: Program) -> None:
    asked = now()
    with time_machine.travel(asked, tick=False):
        caller = Caller(system.token())

    with time_machine.travel(asked + timedelta(minutes=15, microseconds=-1), tick=False):
        before = caller.get("/me")
    with time_machine.travel(asked + timedelta(minutes=15), tick=False):
        after = caller.get("/me")

    assert before.status_code == 200
    assert_refused(after, 401, "authentication_failed")


@pytest.mark.parametrize(
    ("client_id", "secret"),
    [
        ("{id}", "acs_wrong"),
        ("{id}", ""),
        ("{id}", "{digest}"),
        (str(NOWHERE), "{secret}"),
        ("nobody", "{secret}"),
        ("{upper}", "{secret}"),
        ("\x00", "{secret}"),
    ],
)
def test_it_refuses_who_does_not_prove_it(client_id: str, secret: str, system: Program) -> None:
    known = {
        "id": system.client.client_id,
        "upper": system.client.client_id.upper() + " ",
        "secret": system.secret,
        "digest": ClientAccess.objects.get().digest,
    }
    pair = f"{client_id.format(**known)}:{secret.format(**known)}"

    answer = ask(headers={"Authorization": f"Basic {b64encode(pair.encode()).decode()}"})

    refused(answer, 401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_it_refuses_a_scope_it_was_not_registered_with(knowsley: Borough) -> None:
    system = program(knowsley, scopes=frozenset({"actions:read"}))

    refused(system.ask(scope="actions:read people:write"), 400, "invalid_scope")
    refused(system.ask(scope="everything"), 400, "invalid_scope")


@pytest.mark.parametrize(
    "grant_type",
    ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "", "refresh"],
)
def test_it_knows_no_other_grant(grant_type: str, system: Program) -> None:
    answer = system.ask(grant_type=grant_type, username="Ada", password="x", device_code="x")

    refused(answer, 400, "unsupported_grant_type")


def test_it_lets_no_system_act_as_a_person(system: Program) -> None:
    answer = system.ask(grant_type="authorization_code", code="x", redirect_uri="https://x.test/")

    refused(answer, 400, "unauthorized_client")


def test_it_takes_no_secret_from_the_address(system: Program) -> None:
    query = f"client_id={system.client.client_id}&client_secret={system.secret}"

    answer = ask(path=f"/oauth/token?{query}")

    refused(answer, 400, "invalid_request")


@pytest.mark.parametrize("path", ["/oauth/token?%zz=1", "/oauth/revoke?a=b"])
def test_it_breaks_at_no_address(path: str) -> None:
    refused(ask(path=path), 400, "invalid_request")


@pytest.mark.parametrize("method", ["get", "put", "delete", "options"])
def test_it_is_only_posted_to(method: str) -> None:
    assert getattr(HttpClient(), method)("/oauth/token").status_code == 405


def test_it_reads_no_access_token_from_the_address(system: Program) -> None:
    answer: Any = HttpClient().get(f"{BASE}/organisations?access_token={system.token()}")

    assert_refused(answer, 401, "not_authenticated")


def test_it_opens_no_session_and_needs_none(system: Program) -> None:
    caller = system.caller()

    answer: Any = caller.post("/stream-tickets")

    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("forged", ["aco_", "aco_" + "A" * 43, "aco_{digest}", "{bare}"])
def test_it_takes_no_forgery(forged: str, system: Program) -> None:
    secret = system.token()
    known = {"digest": digest_of(secret), "bare": secret.removeprefix("aco_")}

    assert_refused(Caller(forged.format(**known)).get("/me"), 401, "authentication_failed")


def test_it_closes_with_the_system(knowsley: Borough, system: Program) -> None:
    caller = system.caller()
    Actor.objects.filter(id=knowsley.actor_id("Tracker")).update(is_active=False)

    assert_refused(caller.get("/me"), 401, "authentication_failed")
    refused(system.ask(), 401, "invalid_client")


def test_it_notes_its_use_within_ten_minutes(system: Program) -> None:
    caller = system.caller()
    first = ClientAccess.objects.get().last_used_at
    assert first is not None

    caller.get("/me")
    soon = ClientAccess.objects.get().last_used_at
    with time_machine.travel(first + timedelta(minutes=10), tick=False):
        caller.get("/me")

    assert soon == first
    assert ClientAccess.objects.get().last_used_at == first + timedelta(minutes=10)


def test_it_opens_no_operation_without_its_scope(knowsley: Borough) -> None:
    without = {
        scope: program(knowsley, scopes=EVERY_SCOPE - {scope}).caller() for scope in EVERY_SCOPE
    }

    told = {one.view.operation_id: scope_told(one, without[str(one.view.scope)]) for one in SCOPED}

    assert told == {
        one.view.operation_id: (
            403,
            str(one.view.scope),
            f'Bearer realm="accord", error="insufficient_scope", scope="{one.view.scope!s}"',
        )
        for one in SCOPED
    }


def test_it_needs_no_other_scope_than_its_own(knowsley: Borough) -> None:
    system = program(knowsley)
    alone = {scope: system.caller(scope=scope) for scope in EVERY_SCOPE}

    told = {
        one.view.operation_id: one.ask(alone[str(one.view.scope)], NOWHERE).content
        for one in SCOPED
    }

    assert [name for name, body in told.items() if b'"insufficient_scope"' in body] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/tokens",
            {"name": "Mine", "scopes": ["people:read"], "expires_at": "2027-01-01T00:00:00Z"},
        ),
        ("/calendar-feeds", {}),
        ("/tokens/{token}/revoke", None),
    ],
)
def test_it_makes_and_ends_no_credentials_beside_its_own(
    path: str, body: Any, knowsley: Borough, system: Program
) -> None:
    """One that a program made for itself would outlive the taking back of the client."""
    personal = knowsley.as_("Tracker")
    token = Token.objects.filter(profile=knowsley.profiles["Tracker"]).latest("id")

    answer = system.caller().post(path.format(token=token.id), body)

    assert_refused(answer, 403, "permission_denied")
    assert personal.get("/me").status_code == 200


def test_it_is_cleared_away_once_it_has_expired(system: Program) -> None:
    system.token()
    with time_machine.travel(now() + timedelta(minutes=10), tick=False):
        later = system.caller()

    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        call_command("cleartokens")
        left = later.get("/me").status_code

    assert (AccessToken.objects.count(), left) == (1, 200)


def test_it_is_withdrawn_by_the_client_itself(system: Program) -> None:
    one, other = system.token(), system.token()

    answer = system.ask(path="/oauth/revoke", token=one)

    assert answer.status_code == 200
    assert_refused(Caller(one).get("/me"), 401, "authentication_failed")
    assert Caller(other).get("/me").status_code == 200


def test_it_is_withdrawn_by_no_other(knowsley: Borough, system: Program) -> None:
    token = system.token()

    answer = program(knowsley, system="Mirror").ask(path="/oauth/revoke", token=token)

    assert answer.status_code == 200
    assert Caller(token).get("/me").status_code == 200


def test_it_tells_programs_where_everything_is(settings: Any) -> None:
    answer: Any = HttpClient().get("/.well-known/oauth-authorization-server")

    base = settings.PUBLIC_BASE_URL
    told = answer.json()
    assert told["issuer"] == base
    assert told["token_endpoint"] == f"{base}/oauth/token"
    assert told["authorization_endpoint"] == f"{base}/oauth/authorize"
    assert told["revocation_endpoint"] == f"{base}/oauth/revoke"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["scopes_supported"] == sorted(EVERY_SCOPE)
    assert "introspection_endpoint" not in told
