"""A tool that acts for a person sends nothing out in their stead: it would go on without them."""

from typing import Any  # bodies are JSON

import pytest

from tests.actions.questions import FORBIDDEN, Deed, answered
from tests.borough import Borough, Caller, tag
from tests.people.browser import signed_in
from tests.people.oauth import Tokens, code_of, exchange, program, tool
from tests.sync.hooking import (
    PAUSE,
    PING,
    REGISTER,
    REMOVE,
    REPLAY,
    RESUME,
    REVISE,
    ROTATE,
    Hooked,
    active,
    change,
    delivered,
    deliveries,
    listening,
)
from tests.sync.receiver import Receiver

SCOPES = ("webhooks:manage", "webhooks:read")
ON_ONE = [PAUSE, PING, REMOVE, REPLAY, RESUME, REVISE, ROTATE]


def let(borough: Borough, who: str) -> Caller:
    """Whatever that person may do with endpoints, a tool is let do for them."""
    planner = tool(borough, SCOPES)
    code = code_of(signed_in(borough, who), planner, scope=" ".join(SCOPES))
    caller = Caller(Tokens.of(exchange(planner, code)).access)
    caller.get("/me")
    return caller


def ask(borough: Borough, caller: Caller, deed: Deed, subject: Any) -> Any:
    headers = {"if_match": tag(subject.version)} if deed.if_match else {}
    send = getattr(caller, deed.method)
    return answered(borough, lambda: send(deed.path(subject), deed.given(borough), **headers))


def test_it_registers_none(borough: Borough) -> None:
    rhea = let(borough, "Rhea")

    asked = ask(borough, rhea, REGISTER, None)

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"].startswith("A tool that acts for you cannot register an endpoint.")
    assert REGISTER.ask(borough, "Rhea").status == 201


@pytest.mark.parametrize("deed", ON_ONE, ids=lambda deed: deed.operation)
def test_it_does_nothing_with_one_of_the_person(borough: Borough, deed: Deed) -> None:
    own = active(borough, who="Rhea").endpoint
    rhea = let(borough, "Rhea")

    asked = ask(borough, rhea, deed, own)

    assert asked.refusal == FORBIDDEN
    assert asked.body["detail"].startswith("A tool that acts for you cannot ")
    assert deed.ask(borough, "Rhea", on=own).status < 400


@pytest.mark.parametrize("deed", [PAUSE, REMOVE], ids=lambda deed: deed.operation)
def test_it_stops_none_for_an_administrator(borough: Borough, deed: Deed) -> None:
    hooked = active(borough)

    asked = ask(borough, let(borough, "Ada"), deed, hooked.endpoint)

    assert asked.refusal == FORBIDDEN


def test_it_has_nothing_sent_again(borough: Borough, partner: Receiver) -> None:
    hooked: Hooked = listening(borough, partner, "Rhea", types=["action"])
    change(borough)
    delivered()
    (one,) = deliveries(hooked)
    path = f"/webhook-deliveries/{one.id}/redeliver"
    rhea = let(borough, "Rhea")

    asked = answered(borough, lambda: rhea.post(path, {}))

    assert asked.refusal == FORBIDDEN
    assert borough.as_("Rhea").post(path, {}).status_code == 200


def test_it_still_reads_them(borough: Borough) -> None:
    own = active(borough, who="Rhea").endpoint

    answer = let(borough, "Rhea").get(f"/webhook-endpoints/{own.id}")

    assert answer.status_code == 200


def test_a_partner_system_has_its_own(borough: Borough) -> None:
    system = program(borough).caller()

    made = ask(borough, system, REGISTER, None)
    pinged = system.post(
        f"/webhook-endpoints/{made.body['id']}/ping", {}, if_match=made.headers["ETag"]
    )

    assert (made.status, pinged.status_code) == (201, 201)
