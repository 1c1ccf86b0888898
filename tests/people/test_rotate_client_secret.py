from datetime import timedelta
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.audit.source import now
from backend.people.models import Client
from backend.people.operations import revoke_client
from tests.borough import Borough, Caller, tag
from tests.people.oauth import Program, program, tool
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    entry_of,
    no_trace,
)


def rotate(caller: Caller, client: Client, version: int = 1) -> Any:
    return caller.post(f"/clients/{client.id}/rotate-secret", if_match=tag(version))


def rotated(borough: Borough, old: Program, version: int = 1) -> Program:
    answer = rotate(borough.as_("Ada"), old.client, version)
    assert answer.status_code == 200, answer.content
    return Program(old.client, answer.json()["client_secret"])


def test_it_gives_another_secret_and_is_recorded(knowsley: Borough) -> None:
    old = program(knowsley)

    new = rotated(knowsley, old)

    assert new.secret != old.secret
    assert new.ask().status_code == 200
    entry = entry_of(old.client.id)
    assert (entry.verb, entry.subject_version) == ("client.secret_rotated", 2)
    assert new.secret.encode() not in bytes(entry.leaf)


def test_it_takes_the_old_one_for_a_day_more(knowsley: Borough) -> None:
    old = program(knowsley)
    turned = now()
    with time_machine.travel(turned, tick=False):
        new = rotated(knowsley, old)

    with time_machine.travel(turned + timedelta(hours=24, microseconds=-1), tick=False):
        within = old.ask().status_code
    with time_machine.travel(turned + timedelta(hours=24), tick=False):
        after, still = old.ask(), new.ask()

    assert within == 200
    assert (after.status_code, after.json()["error"]) == (401, "invalid_client")
    assert still.status_code == 200


def test_it_says_until_when_the_old_one_is_taken(knowsley: Borough) -> None:
    client = program(knowsley).client

    told = rotate(knowsley.as_("Ada"), client).json()["former_secret_until"]

    assert told is not None
    assert knowsley.as_("Pat").get(f"/clients/{client.id}").json()["former_secret_until"] == told


def test_it_takes_no_secret_before_the_one_before(knowsley: Borough) -> None:
    first = program(knowsley)
    second = rotated(knowsley, first)
    third = rotated(knowsley, second, version=2)

    statuses = [one.ask().status_code for one in (first, second, third)]

    assert statuses == [401, 200, 200]


def test_it_leaves_the_tokens_there_are(knowsley: Borough) -> None:
    old = program(knowsley)
    caller = old.caller()

    rotated(knowsley, old)

    assert caller.get("/me").status_code == 200


def test_it_is_the_administrators(knowsley: Borough) -> None:
    client = program(knowsley).client

    with no_trace():
        answer = rotate(knowsley.as_("Pat"), client)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_a_client_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    client = program(knowsley).client
    olga = sefton.as_("Olga")

    with no_trace():
        hidden = rotate(olga, client)

    assert_refused(hidden, 404, "not_found")
    missing = olga.post(f"/clients/{NOWHERE}/rotate-secret", if_match=tag(1))
    assert_same_refusal(hidden, missing)


def test_it_asks_for_the_version_that_was_read(knowsley: Borough) -> None:
    old = program(knowsley)
    rotated(knowsley, old)

    with no_trace():
        stale = rotate(knowsley.as_("Ada"), old.client, version=1)

    assert_refused(stale, 412, "precondition_failed")


def test_it_refuses_a_client_that_was_revoked(knowsley: Borough) -> None:
    client = program(knowsley).client
    knowsley.act("Ada", revoke_client, client_id=client.id, version=1, reason="Replaced.")

    with no_trace():
        answer = rotate(knowsley.as_("Ada"), client, version=2)

    assert_refused(answer, 409, "client_revoked")


def test_it_refuses_a_tool(knowsley: Borough) -> None:
    client = tool(knowsley)

    with no_trace():
        answer = rotate(knowsley.as_("Ada"), client)

    assert_refused(answer, 409, "client_without_secret")


@pytest.mark.parametrize("scope", ["people:read"])
def test_it_needs_the_scope_to_write(scope: str, knowsley: Borough) -> None:
    client = program(knowsley).client

    answer = rotate(Caller(knowsley.token("Ada", frozenset({scope}))), client)

    assert_refused(answer, 403, "insufficient_scope")
