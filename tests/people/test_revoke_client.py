from typing import Any  # bodies are JSON

from backend.people.models import Client
from tests.borough import Borough, Caller, tag
from tests.people.browser import signed_in
from tests.people.oauth import address, answered, exchange, program, renew, told, tool
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_same_refusal,
    assert_wrong,
    entry_of,
    no_trace,
)

WHY = {"reason": "The system was replaced."}


def revoke(caller: Caller, client: Client, version: int = 1) -> Any:
    return caller.post(f"/clients/{client.id}/revoke", WHY, if_match=tag(version))


def test_it_ends_every_token_and_the_secret_at_once(knowsley: Borough) -> None:
    system = program(knowsley)
    callers = [system.caller(), system.caller()]

    answer = revoke(knowsley.as_("Ada"), system.client)

    assert (answer.status_code, answer.json()["revoked_at"] is None) == (200, False)
    assert {one.get("/me").status_code for one in callers} == {401}
    assert system.ask().json()["error"] == "invalid_client"


def test_it_ends_what_people_let_a_tool_do(knowsley: Borough) -> None:
    planner = tool(knowsley)
    code = told(answered(signed_in(knowsley, "Pat"), address(planner)))["code"]
    given = exchange(planner, code).json()

    revoke(knowsley.as_("Ada"), planner)

    assert Caller(given["access_token"]).get("/me").status_code == 401
    assert renew(planner, given["refresh_token"]).json()["error"] == "invalid_client"


def test_it_is_recorded(knowsley: Borough) -> None:
    client = program(knowsley).client

    revoke(knowsley.as_("Ada"), client)

    entry = entry_of(client.id)
    assert (entry.verb, entry.actor) == ("client.revoked", knowsley.actor_id("Ada"))


def test_it_leaves_the_systems_other_credentials(knowsley: Borough) -> None:
    one, other = program(knowsley), program(knowsley)
    personal = knowsley.as_("Tracker")

    revoke(knowsley.as_("Ada"), one.client)

    assert other.ask().status_code == 200
    assert personal.get("/me").status_code == 200


def test_it_asks_why(knowsley: Borough) -> None:
    client = program(knowsley).client

    with no_trace():
        answer = knowsley.as_("Ada").post(f"/clients/{client.id}/revoke", {}, if_match=tag(1))

    assert_wrong(answer, "#/reason", "required")


def test_it_refuses_to_revoke_twice(knowsley: Borough) -> None:
    client = program(knowsley).client
    revoke(knowsley.as_("Ada"), client)

    with no_trace():
        answer = revoke(knowsley.as_("Ada"), client, version=2)

    assert_refused(answer, 409, "client_revoked")


def test_it_is_the_administrators(knowsley: Borough) -> None:
    client = program(knowsley).client

    with no_trace():
        answer = revoke(knowsley.as_("Rhea"), client)

    assert_refused(answer, 403, "permission_denied")


def test_it_hides_a_client_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    client = program(knowsley).client
    olga = sefton.as_("Olga")

    with no_trace():
        hidden = revoke(olga, client)

    assert_refused(hidden, 404, "not_found")
    missing = olga.post(f"/clients/{NOWHERE}/revoke", WHY, if_match=tag(1))
    assert_same_refusal(hidden, missing)
