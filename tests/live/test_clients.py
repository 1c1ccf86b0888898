"""A socket by a token of OAuth 2 ends with what it came from."""

from datetime import timedelta
from typing import Any  # settings are of any type
from uuid import UUID

from backend.people.models import Consent
from backend.people.operations import revoke_client, withdraw_consent
from tests.borough import Borough, Caller, action_in_progress
from tests.live.line import Telephone, do
from tests.people.browser import signed_in
from tests.people.oauth import Program, Tokens, code_of, exchange, program, tool


def registered(borough: Borough) -> Program:
    return program(borough)


async def test_it_opens_to_a_clients_token(telephone: Telephone) -> None:
    system = await do(registered, telephone.borough)

    line = await telephone.ready_with(await do(system.token))

    await line.follow()
    await telephone.write("Huyton Friends")
    assert (await line.change())["type"] == "organisation.added"


async def test_it_shows_a_client_its_own_changes_as_such(telephone: Telephone) -> None:
    system = await do(registered, telephone.borough)
    action = await do(action_in_progress, telephone.borough)
    line = await telephone.ready_with(await do(system.token))
    await line.follow()

    await do(report, system, action.id)

    assert (await line.change())["origin"]["client_id"] == system.client.client_id


def report(system: Program, action_id: UUID) -> None:
    body = {"narrative": "Three of five.", "percent_complete": 60, "confidence": "amber"}
    answer = Caller(system.token()).post(f"/actions/{action_id}/updates", body)
    assert answer.status_code == 201, answer.content


async def test_it_closes_4401_when_the_client_is_revoked(telephone: Telephone) -> None:
    system = await do(registered, telephone.borough)
    line = await telephone.ready_with(await do(system.token))
    await line.follow()

    await do(revoke, telephone.borough, system)

    assert await line.closed() == 4401


def revoke(borough: Borough, system: Program) -> None:
    borough.act("Ada", revoke_client, client_id=system.client.id, version=1, reason="Replaced.")


async def test_it_closes_4401_when_the_person_lets_the_tool_no_more(telephone: Telephone) -> None:
    line = await telephone.ready_with(await do(of_a_tool, telephone.borough))
    await line.follow()

    await do(withdraw, telephone.borough)

    assert await line.closed() == 4401


def of_a_tool(borough: Borough) -> str:
    """Which Pat lets follow the changes for them."""
    planner = tool(borough, ("changes:read",))
    code = code_of(signed_in(borough, "Pat"), planner, scope="changes:read")
    return Tokens.of(exchange(planner, code)).access


def withdraw(borough: Borough) -> None:
    borough.act("Pat", withdraw_consent, consent_id=Consent.objects.get().id)


async def test_it_closes_4401_when_the_token_expires(telephone: Telephone, clock: Any) -> None:
    system = await do(registered, telephone.borough)
    line = await telephone.ready_with(await do(system.token))
    await line.follow()

    clock.moves(timedelta(minutes=16))

    assert await line.closed() == 4401


async def test_it_closes_4401_with_the_token_that_a_ticket_came_from(telephone: Telephone) -> None:
    system = await do(registered, telephone.borough)
    line = await telephone.from_page()
    await line.tell("init", ticket=await do(ticket, system))
    await line.hear("ready")
    await line.follow()

    await do(revoke, telephone.borough, system)

    assert await line.closed() == 4401


def ticket(system: Program) -> str:
    return str(system.caller().post("/stream-tickets").json()["ticket"])


async def test_it_answers_401_to_a_token_of_a_revoked_client(telephone: Telephone) -> None:
    system = await do(registered, telephone.borough)
    token = await do(system.token)
    await do(revoke, telephone.borough, system)

    status, _, _ = await telephone.line(authorization=f"Bearer {token}").refused()

    assert status == 401
