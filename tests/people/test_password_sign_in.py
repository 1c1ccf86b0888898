"""Programs that keep passwords but no headers download tables with a token that only reads."""

from base64 import b64encode
from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.audit.source import now
from backend.people.models import Token
from backend.people.operations import revoke_token
from backend.people.scopes import EVERY_SCOPE, only_read
from tests.borough import Answer, Borough, Caller
from tests.people.questions import assert_refused, no_trace
from tests.people.routes import ROUTES, TABLES, Route, each

READ = frozenset(one for one in EVERY_SCOPE if only_read(one))
CHALLENGES = ('Basic realm="accord", charset="UTF-8"', 'Bearer realm="accord"')
TABLE = "/exports/actions.csv"


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def using(secret: str, name: str = "pat@knowsley.test") -> Caller:
    caller = Caller("")
    caller.headers = {"Authorization": basic(f"{name}:{secret}")}
    return caller


def saying(header: str) -> Caller:
    caller = Caller("")
    caller.headers = {"Authorization": header}
    return caller


@pytest.fixture
def secret(knowsley: Borough) -> str:
    return knowsley.token("Pat", READ)


@pytest.mark.parametrize("name", ["pat@knowsley.test", "", "somebody", "Zoë"])
def test_it_takes_a_token_that_only_reads_whatever_the_name(
    knowsley: Borough, secret: str, name: str
) -> None:
    answer = using(secret, name).get(TABLE)

    assert answer.status_code == 200
    assert answer.content == knowsley.as_("Pat").get(TABLE).content


@each(TABLES)
def test_it_opens_every_table(secret: str, route: Route) -> None:
    assert using(secret).get(route.path).status_code == 200


def test_it_shows_what_the_owner_of_the_token_may_see(knowsley: Borough, secret: str) -> None:
    mel = using(knowsley.token("Mel", READ)).get("/exports/appointments.jsonl")
    pat = using(secret).get("/exports/appointments.jsonl")

    assert mel.content == knowsley.as_("Mel").get("/exports/appointments.jsonl").content
    assert pat.content == knowsley.as_("Pat").get("/exports/appointments.jsonl").content


@pytest.mark.parametrize("scope", sorted(EVERY_SCOPE - READ))
def test_it_refuses_a_token_that_can_do_more(knowsley: Borough, scope: str) -> None:
    token = knowsley.token("Ada", READ | {scope})

    answer = using(token).get(TABLE)

    problem = assert_refused(answer, 403, "token_not_read_only")
    assert problem["detail"] == (
        f"As a password a token with read scopes alone is taken; this one can do more: {scope}. "
        "Issue one that only reads."
    )
    assert Caller(token).get(TABLE).status_code == 200


def test_it_needs_the_scope_of_the_table(knowsley: Borough) -> None:
    token = knowsley.token("Pat", frozenset({"deals:read"}))

    assert_refused(using(token).get(TABLE), 403, "insufficient_scope")


OTHERS = [one for one in ROUTES if one not in TABLES and not one.view.public]


@each(OTHERS)
def test_it_is_taken_nowhere_else(knowsley: Borough, secret: str, route: Route) -> None:
    with no_trace():
        answer = route.ask(using(secret), knowsley.council.id)

    assert_refused(answer, 401, "authentication_failed")
    assert "Basic" not in answer.headers["WWW-Authenticate"]


def challenged(answer: Answer) -> dict[str, Any]:
    problem = assert_refused(answer, 401, "authentication_failed")
    first, second = CHALLENGES
    assert answer.headers["WWW-Authenticate"] == f'{first}, {second}, error="invalid_token"'
    return problem


def test_it_asks_for_one_or_the_other() -> None:
    answer = saying("").get(TABLE)
    nobody = Caller("")
    nobody.headers = {}

    assert_refused(nobody.get(TABLE), 401, "not_authenticated")
    assert nobody.get(TABLE).headers["WWW-Authenticate"] == ", ".join(CHALLENGES)
    challenged(answer)


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic ",
        "Basic ?",
        "Basic é",
        "Basic " + b64encode(b"\xff:\xff").decode(),
        basic("nobody"),
        basic("acc_unknown"),
        basic(":"),
        basic("pat@knowsley.test:"),
        basic("pat@knowsley.test:acc_unknown"),
    ],
)
@pytest.mark.usefixtures("knowsley")
def test_it_refuses_what_is_no_token(header: str) -> None:
    challenged(saying(header).get(TABLE))


def test_it_takes_no_token_as_the_name(secret: str) -> None:
    challenged(using("", secret).get(TABLE))


def test_it_takes_no_password_that_somebody_signs_in_with(knowsley: Borough) -> None:
    pat = knowsley.profiles["Pat"].actor
    pat.set_password("a lamp in every street")
    pat.save(update_fields=["password"])

    challenged(using("a lamp in every street").get(TABLE))


def test_it_ends_with_the_token(knowsley: Borough, secret: str) -> None:
    token = Token.objects.filter(profile=knowsley.profiles["Pat"]).latest("id")
    with time_machine.travel(token.expires_at + timedelta(seconds=1), tick=False):
        challenged(using(secret).get(TABLE))
    knowsley.act("Pat", revoke_token, token_id=token.id)

    challenged(using(secret).get(TABLE))


def test_it_notes_the_use_of_the_token(knowsley: Borough, secret: str) -> None:
    before = now() + timedelta(hours=1)
    with time_machine.travel(before, tick=False):
        using(secret).get(TABLE)

    token = Token.objects.filter(profile=knowsley.profiles["Pat"]).latest("id")
    assert token.last_used_at == before


def test_it_knows_which_scopes_only_read() -> None:
    assert {one for one in EVERY_SCOPE if only_read(one)} == {
        "actions:read",
        "deals:read",
        "forums:read",
        "escalations:read",
        "people:read",
        "audit:read",
        "changes:read",
        "sync:read",
        "webhooks:read",
    }
