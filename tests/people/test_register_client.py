from typing import Any  # bodies are JSON

import pytest

from backend.people.models import Client, ClientAccess
from backend.people.operations.credentials import digest_of
from tests.borough import Borough, Caller
from tests.people.oauth import Program
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)


def register(caller: Caller, borough: Borough, **changed: Any) -> Any:
    body = {
        "profile": str(borough.profiles["Tracker"].id),
        "name": "Housing performance system",
        "scopes": ["actions:read", "people:read"],
    }
    return caller.post("/clients", {**body, **changed})


def test_it_registers_a_client_that_gets_a_token(knowsley: Borough) -> None:
    answer = register(knowsley.as_("Ada"), knowsley)

    assert answer.status_code == 201
    made = answer.json()
    program = Program(Client.objects.get(id=made["id"]), made["client_secret"])
    me = Caller(program.token()).get("/me").json()
    assert (me["name"], me["scopes"]) == ("Tracker", ["actions:read", "people:read"])


def test_it_is_recorded(knowsley: Borough) -> None:
    made = register(knowsley.as_("Ada"), knowsley).json()

    entry = entry_of(made["id"])
    assert (entry.verb, entry.actor) == ("client.registered", knowsley.actor_id("Ada"))
    kept = remembered(made["id"])
    assert (kept["name"], kept["kind"]) == ("Housing performance system", "system")
    assert kept["scopes"] == ["actions:read", "people:read"]


def test_it_shows_the_secret_once_and_keeps_only_its_digest(knowsley: Borough) -> None:
    ada = knowsley.as_("Ada")

    answer = register(ada, knowsley)

    made = answer.json()
    assert made["client_secret"].startswith("acs_")
    assert answer.headers["Cache-Control"] == "no-store"
    assert ClientAccess.objects.get(client=made["id"]).digest == digest_of(made["client_secret"])
    shown = ada.get(f"/clients/{made['id']}").content + ada.get("/clients").content
    assert made["client_secret"].encode() not in shown
    assert made["client_secret"].encode() not in bytes(entry_of(made["id"]).leaf)
    assert digest_of(made["client_secret"]).encode() not in bytes(entry_of(made["id"]).leaf)


def test_it_tells_the_partnership_which_programs_there_are(knowsley: Borough) -> None:
    made = register(knowsley.as_("Ada"), knowsley).json()

    listed = knowsley.as_("Pat").get("/clients").json()["results"]

    assert [(one["id"], one["last_used_at"]) for one in listed] == [(made["id"], None)]


@pytest.mark.parametrize("name", ["Priya", "Rhea", "Audrey", "Pat", "Tracker"])
def test_it_is_the_administrators(name: str, knowsley: Borough) -> None:
    with no_trace():
        answer = register(knowsley.as_(name), knowsley)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_a_profile_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    ada = knowsley.as_("Ada")

    with no_trace():
        hidden = register(ada, knowsley, profile=str(sefton.profiles["Olga"].id))
        missing = register(ada, knowsley, profile=str(NOWHERE))

    assert_wrong(hidden, "#/profile", "unknown_reference")
    assert hidden.json()["errors"] == missing.json()["errors"]


def test_it_is_for_a_system_and_not_for_a_person(knowsley: Borough) -> None:
    with no_trace():
        answer = register(knowsley.as_("Ada"), knowsley, profile=str(knowsley.profiles["Priya"].id))

    assert_wrong(answer, "#/profile", "wrong_kind")


def test_it_gives_no_scope_its_registrar_came_without_and_tells_all_at_once(
    knowsley: Borough,
) -> None:
    narrow = Caller(knowsley.token("Ada", frozenset({"people:write"})))

    with no_trace():
        answer = register(
            narrow, knowsley, profile=str(NOWHERE), scopes=["people:write", "audit:read"]
        )

    assert_wrong(answer, "#/scopes/1", "scope_not_held")
    assert_wrong(answer, "#/profile", "unknown_reference")


def test_it_takes_no_secret_of_its_callers_choosing(knowsley: Borough) -> None:
    with no_trace():
        answer = register(knowsley.as_("Ada"), knowsley, client_secret="acs_chosen")

    assert_wrong(answer, "#/client_secret", "unknown_field")
