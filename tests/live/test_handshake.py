from datetime import timedelta
from typing import Any  # settings are of any type

import pytest

from backend.audit.source import now
from backend.people.models import AccessRecord, Token
from backend.people.operations import revoke_token
from backend.people.operations.credentials import digest_of
from backend.people.scopes import Scope
from tests.live.line import SITE, Telephone, do


async def test_it_opens_to_a_bearer_token(telephone: Telephone) -> None:
    line = telephone.line(authorization=f"Bearer {await telephone.token('Pat')}")

    assert await line.dial() == {"type": "websocket.accept", "subprotocol": "accord.v1"}
    assert (await line.hear("ready"))["heartbeat_s"] == 25


@pytest.mark.parametrize("header", ["Bearer acc_made_up", "Bearer ", "Basic cGF0OnBhdA=="])
async def test_it_answers_401_to_a_forged_token(telephone: Telephone, header: str) -> None:
    status, headers, problem = await telephone.line(authorization=header).refused()

    assert (status, problem["code"]) == (401, "authentication_failed")
    assert headers["content-type"] == "application/problem+json"
    assert headers["www-authenticate"].startswith("Bearer ")


async def test_it_answers_401_to_a_token_that_has_expired(telephone: Telephone, clock: Any) -> None:
    token = await telephone.token("Pat", expires_at=now() + timedelta(hours=1))
    clock.moves(timedelta(hours=2))

    status, _, _ = await telephone.line(authorization=f"Bearer {token}").refused()

    assert status == 401


async def test_it_answers_401_to_a_token_that_was_revoked(telephone: Telephone) -> None:
    token = await telephone.token("Pat")
    await do(revoke, telephone, token)

    status, _, _ = await telephone.line(authorization=f"Bearer {token}").refused()

    assert status == 401


def revoke(telephone: Telephone, token: str) -> None:
    known = Token.objects.get(digest=digest_of(token))
    telephone.borough.act("Pat", revoke_token, token_id=known.id)


async def test_it_closes_where_the_server_cannot_answer(telephone: Telephone) -> None:
    line = telephone.line(authorization="Bearer acc_made_up").without_answers()

    assert (await line.dial())["type"] == "websocket.close"


async def test_it_answers_403_to_a_page_from_elsewhere(telephone: Telephone) -> None:
    token = await telephone.token("Pat")
    line = telephone.line(authorization=f"Bearer {token}", origin="https://elsewhere.example")

    status, _, problem = await line.refused()

    assert (status, problem["code"]) == (403, "origin_not_allowed")


async def test_it_answers_403_to_a_program_without_token(telephone: Telephone) -> None:
    status, _, problem = await telephone.line().refused()

    assert (status, problem["code"]) == (403, "origin_not_allowed")


async def test_it_takes_no_cookie_for_a_sign_in(telephone: Telephone) -> None:
    status, _, _ = await telephone.line(cookie="sessionid=anything").refused()

    assert status == 403


async def test_it_waits_for_a_ticket_from_a_page_with_a_cookie(telephone: Telephone) -> None:
    line = telephone.line(origin=SITE, cookie="sessionid=anything")
    await line.dial()

    await line.tell("ping")

    assert await line.closed() == 4401


async def test_it_answers_404_at_another_address(telephone: Telephone) -> None:
    token = await telephone.token("Pat")
    line = telephone.line("/api/v1/streams", authorization=f"Bearer {token}")

    status, _, problem = await line.refused()

    assert (status, problem["code"]) == (404, "not_found")
    assert problem["instance"] == "/api/v1/streams"


@pytest.mark.parametrize("offered", [(), ("graphql-transport-ws",), ("accord.v2",)])
async def test_it_closes_4406_without_its_subprotocol(
    telephone: Telephone, offered: tuple[str, ...]
) -> None:
    line = telephone.line(subprotocols=offered, origin=SITE)

    assert await line.dial() == {"type": "websocket.accept", "subprotocol": None}
    assert await line.closed() == 4406


async def test_it_closes_4403_without_the_scope(telephone: Telephone) -> None:
    token = await telephone.token("Pat", scopes=[Scope.ACTIONS_READ.value])
    line = telephone.line(authorization=f"Bearer {token}")

    assert (await line.dial())["type"] == "websocket.accept"
    assert await line.closed() == 4403


async def test_it_carries_the_id_of_the_request(telephone: Telephone) -> None:
    given = "0198a5a0-0000-7000-8000-000000000001"
    line = telephone.line(**{"authorization": "Bearer acc_made_up", "x-request-id": given})

    _, _, problem = await line.refused()

    assert problem["request_id"] == given


async def test_it_has_a_limit_of_sockets_for_each(telephone: Telephone, settings: Any) -> None:
    settings.STREAM_SOCKETS_PER_PRINCIPAL = 2
    first = await telephone.ready("Pat")
    await telephone.ready("Pat")
    await telephone.ready("Ada")

    third = telephone.line(authorization=f"Bearer {await telephone.token('Pat')}")
    await third.dial()
    assert (await third.hear("error"))["problem"]["code"] == "too_many_sockets"
    assert await third.closed() == 4429

    await first.hang_up()
    await telephone.ready("Pat")


async def test_it_records_that_an_auditor_connected(telephone: Telephone) -> None:
    await telephone.ready("Pat")
    await telephone.ready("Audrey")

    recorded = await do(list, AccessRecord.objects.values_list("kind", "actor_id"))

    assert recorded == [("stream", telephone.borough.actor_id("Audrey"))]
