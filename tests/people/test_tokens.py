"""What a bearer token opens, and all the ways in which it does not."""

from datetime import timedelta
from typing import Any  # headers and settings

import pytest
import time_machine
from django.test import Client

from backend.audit.source import now
from backend.people.models import Actor, Profile, Token
from backend.people.scopes import EVERY_SCOPE
from tests.borough import BASE, Borough, Caller
from tests.people.questions import NOWHERE, assert_refused
from tests.people.routes import ROUTES, Route

# Asked with any token, of whatever scope: who am I, and my own credentials. The log's size, keys
# and hashes are public to the partnership on purpose.
NEED_NO_SCOPE = {
    "get_me",
    "list_my_tokens",
    "issue_token",
    "revoke_token",
    "list_my_consents",
    "withdraw_consent",
    "sign_out",
    "get_checkpoint",
    "list_log_keys",
    "get_tile",
    "get_inclusion_proof",
    "get_consistency_proof",
}
SCOPED = [one for one in ROUTES if one.view.scope]


def me(header: str) -> Any:
    return Client().get(f"{BASE}/me", headers={"Authorization": header})


@pytest.fixture
def secret(knowsley: Borough) -> str:
    return knowsley.token("Pat", days=30)


def test_it_opens(secret: str) -> None:
    assert me(f"Bearer {secret}").status_code == 200
    assert me(f"bearer {secret}").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer acc_" + "A" * 43,
        "Bearer {secret}x",
        "Bearer {secret} ",
        "Bearer  {secret}",
        "Bearer {bare}",
        "Bearer ghp_{bare}",
        "Bearer ACC_{bare}",
        "Token {secret}",
        "Basic {secret}",
        "{secret}",
        "Bearer",
        "Bearer ",
        "Bearer acc_",
        "Bearer {digest}",
        "Bearer acc_{digest}",
        "Bearer acc_' OR 1=1 --",
        "Bearer acc_\u00e9\u00ff",
        "Bearer acc_" + "x" * 5000,
    ],
)
def test_it_takes_no_forgery(header: str, secret: str) -> None:
    digest = Token.objects.latest("id").digest
    forged = header.format(secret=secret, bare=secret.removeprefix("acc_"), digest=digest)

    answer = me(forged)

    assert_refused(answer, 401, "authentication_failed")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="accord", error="invalid_token"'


def test_it_asks_for_one(knowsley: Borough) -> None:
    answer: Any = Client().get(f"{BASE}/me")

    assert_refused(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="accord"'


def test_it_closes_when_it_expires(secret: str) -> None:
    ends = Token.objects.latest("id").expires_at

    with time_machine.travel(ends - timedelta(microseconds=1), tick=False):
        before = me(f"Bearer {secret}")
    with time_machine.travel(ends, tick=False):
        after = me(f"Bearer {secret}")

    assert before.status_code == 200
    assert_refused(after, 401, "authentication_failed")


def test_it_closes_with_the_actor(secret: str, knowsley: Borough) -> None:
    Actor.objects.filter(id=knowsley.actor_id("Pat")).update(is_active=False)

    assert_refused(me(f"Bearer {secret}"), 401, "authentication_failed")


def test_it_closes_with_the_profile(secret: str, knowsley: Borough) -> None:
    profile = Profile.objects.get(id=knowsley.profiles["Pat"].id)

    def end(unit: Any) -> None:
        profile.ended_at = unit.at
        unit.record("profile.ended", profile)

    knowsley.act("Ada", end)

    assert_refused(me(f"Bearer {secret}"), 401, "authentication_failed")


def test_it_answers_every_failure_alike(secret: str, knowsley: Borough) -> None:
    Token.objects.filter(digest__isnull=False).update(revoked_at=now())

    revoked, forged = me(f"Bearer {secret}").json(), me("Bearer acc_forged").json()

    assert {**revoked, "request_id": ""} == {**forged, "request_id": ""}


@pytest.mark.parametrize("name", ["access_token", "token", "authorization", "api_key"])
def test_it_reads_no_token_from_the_address(name: str, secret: str) -> None:
    answer: Any = Client().get(f"{BASE}/organisations?{name}={secret}")

    assert_refused(answer, 401, "not_authenticated")
    assert secret not in answer.content.decode()


def test_it_reads_no_token_from_a_cookie(secret: str) -> None:
    client = Client()
    client.cookies["Authorization"] = f"Bearer {secret}"
    client.cookies["access_token"] = secret

    answer: Any = client.get(f"{BASE}/me")

    assert_refused(answer, 401, "not_authenticated")


def test_it_notes_its_use_within_ten_minutes(secret: str) -> None:
    first = Token.objects.latest("id").last_used_at
    assert first is not None

    me(f"Bearer {secret}")
    soon = Token.objects.latest("id").last_used_at
    with time_machine.travel(first + timedelta(minutes=10), tick=False):
        me(f"Bearer {secret}")

    assert soon == first
    assert Token.objects.latest("id").last_used_at == first + timedelta(minutes=10)


def test_it_asks_who_is_there_everywhere() -> None:
    asked = [one for one in ROUTES if not one.view.public]

    answers = {f"{one.method} {one.path}": one.ask(Caller(""), NOWHERE) for one in asked}

    assert {name for name, answer in answers.items() if answer.status_code != 401} == set()


def scope_told(route: Route, caller: Caller) -> tuple[int, str | None, str | None]:
    answer = route.ask(caller, NOWHERE)
    return answer.status_code, answer.json().get("scope"), answer.get("WWW-Authenticate")


def test_it_opens_no_operation_without_its_scope(knowsley: Borough) -> None:
    without = {scope: Caller(knowsley.token("Ada", EVERY_SCOPE - {scope})) for scope in EVERY_SCOPE}

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
    alone = {scope: Caller(knowsley.token("Ada", frozenset({scope}))) for scope in EVERY_SCOPE}

    told = {
        one.view.operation_id: one.ask(alone[str(one.view.scope)], NOWHERE).content
        for one in SCOPED
    }

    assert [name for name, body in told.items() if b'"insufficient_scope"' in body] == []


def test_it_names_a_known_scope_everywhere_but_for_ones_own() -> None:
    named = {one.view.operation_id: str(one.view.scope) for one in ROUTES if not one.view.public}

    assert {name for name, scope in named.items() if not scope} == NEED_NO_SCOPE
    assert {scope for scope in named.values() if scope} <= EVERY_SCOPE


def test_it_writes_under_no_scope_that_reads() -> None:
    reading = [
        one.view.operation_id
        for one in SCOPED
        if one.is_unsafe and str(one.view.scope).endswith(":read")
    ]

    # What these issue opens nothing that the scope itself does not.
    assert sorted(reading) == [
        "issue_calendar_feed",
        "issue_stream_ticket",
        "revoke_calendar_feed",
    ]
