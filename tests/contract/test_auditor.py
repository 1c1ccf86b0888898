"""The auditor writes nothing: each write of the contract is refused her and then, word for word the
same, done by one who may. So the refusal is about who she is, and of a write that is added later it
is asked too.
"""

from typing import Final

import httpx
import pytest

from tests.actions.questions import rows
from tests.contract.here import DeskHere, Place, client, prepared
from tests.contract.hooks import FITTING
from tests.people.routes import UNSAFE, Route, each

# Signing in and out, and a ticket for a socket of one's own. Tokens of one's own are told of
# below: those of others are not hers to issue or to revoke.
HERS: Final = ("sign_in", "sign_out", "issue_stream_ticket")
# Asked by whoever holds a link, a token or a code, and in nobody's name but its giver's.
NOBODYS: Final = ("join_cohort", "leave_cohort", "report_by_link")
WRITES: Final = [one for one in UNSAFE if one.view.operation_id not in (*HERS, *NOBODYS)]
AUDREY: Final = "Audrey"
# What she reads on the way is put on record.
READINGS: Final = "people.AccessRecord"


@each(WRITES)
def test_it_is_refused_the_auditor_and_done_by_who_may(place: Place, route: Route) -> None:
    desk = DeskHere(place.seat)
    asked = prepared(place, desk, route)
    token = place.borough.token(AUDREY)
    before = rows()

    refused = client(token).request(
        asked.method, asked.url, content=asked.content, headers=hers(asked, token)
    )
    trace = {table for table, *_ in before ^ rows()}
    done = desk.client.send(asked)

    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert trace <= {READINGS}
    assert done.is_success, done.text


def hers(asked: httpx.Request, token: str) -> dict[str, str]:
    return {**dict(asked.headers), "authorization": f"Bearer {token}"}


def test_it_leaves_out_what_is_hers_and_what_is_nobodys_alone() -> None:
    public = {one.view.operation_id for one in UNSAFE if one.view.public}

    assert public == {"sign_in", *NOBODYS}
    assert len(WRITES) == len(UNSAFE) - len(HERS) - len(NOBODYS) > 100


@pytest.mark.parametrize("who", ["Nora", AUDREY])
def test_it_leaves_everyone_their_own_credentials(place: Place, who: str) -> None:
    own = client(place.borough.token(who))
    body = {**place.bodies["issue_token"], "scopes": ["audit:read"]}
    body.pop("profile")
    FITTING["issue_token"](DeskHere(place.seat), body, "")

    issued = own.post("/tokens", json=body)
    revoked = own.post(f"/tokens/{issued.json()['id']}/revoke")
    ticket = own.post("/stream-tickets")
    ended = own.post("/session/end")

    assert [one.status_code for one in (issued, revoked, ticket, ended)] == [201, 200, 200, 204]
