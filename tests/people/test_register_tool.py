from typing import Any  # bodies are JSON

import pytest

from tests.borough import Borough, Caller
from tests.people.questions import assert_refused, assert_wrong, entry_of, no_trace, remembered

CALLBACK = "https://planner.example/callback"


def register(caller: Caller, **changed: Any) -> Any:
    body = {"name": "Action planner", "scopes": ["actions:read"], "redirect_uris": [CALLBACK]}
    return caller.post("/tools", {**body, **changed})


def test_it_registers_a_tool_without_a_secret_or_rights_of_its_own(knowsley: Borough) -> None:
    answer = register(knowsley.as_("Ada"))

    made = answer.json()
    assert (answer.status_code, made["kind"], made["profile"]) == (201, "tool", None)
    assert "client_secret" not in made
    assert answer.headers["Location"].endswith(f"/api/v1/clients/{made['id']}")


def test_it_is_recorded(knowsley: Borough) -> None:
    made = register(knowsley.as_("Ada")).json()

    assert entry_of(made["id"]).verb == "client.registered_as_tool"
    assert remembered(made["id"])["redirect_uris"] == [CALLBACK]
    assert b"planner" not in bytes(entry_of(made["id"]).leaf)


@pytest.mark.parametrize(
    "uri",
    ["https://tool.example:8443/a/b?c=d", "http://127.0.0.1:8123/", "http://[::1]/callback"],
)
def test_it_takes_a_site_or_ones_own_machine(uri: str, knowsley: Borough) -> None:
    assert register(knowsley.as_("Ada"), redirect_uris=[uri]).status_code == 201


@pytest.mark.parametrize(
    "uri",
    [
        "http://planner.example/callback",
        "http://localhost/callback",
        "http://127.0.0.1.evil.example/",
        "https://planner.example",
        "https://user@planner.example/",
        "https://planner.example/#fragment",
        "https://*.example/",
        "javascript:alert(1)//",
        "com.planner:/callback",
        "https://planner.example/\n",
        "https://planner.example/; script-src *",
    ],
)
def test_it_sends_nobody_elsewhere(uri: str, knowsley: Borough) -> None:
    with no_trace():
        answer = register(knowsley.as_("Ada"), redirect_uris=[CALLBACK, uri])

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/redirect_uris/1"


def test_it_is_the_administrators(knowsley: Borough) -> None:
    with no_trace():
        answer = register(knowsley.as_("Priya"))

    assert_refused(answer, 403, "permission_denied")


def test_it_gives_no_scope_its_registrar_came_without(knowsley: Borough) -> None:
    narrow = Caller(knowsley.token("Ada", frozenset({"people:write"})))

    with no_trace():
        answer = register(narrow, scopes=["actions:write"])

    assert_wrong(answer, "#/scopes/0", "scope_not_held")
