"""Each request of the contract that takes an Idempotency-Key, sent twice: done once, and answered
twice alike. Of an operation that is added later it is asked too.
"""

import re
from typing import Final

import httpx

from tests.actions.questions import rows
from tests.contract.here import DeskHere, Place, prepared
from tests.people.routes import UNSAFE, Route, each
from tests.people.sending import SECRETS

KEYED: Final = [one for one in UNSAFE if one.view.is_keyed()]  # type: ignore[attr-defined]  # they are writes
SHOWN_ONCE: Final = [one for one in KEYED if one.view.shown_once]  # type: ignore[attr-defined]  # likewise
# Whoever does it has given the thing out of their hands, and who may not do it is answered nothing.
GIVEN_AWAY: Final = [one for one in KEYED if one.view.operation_id == "transfer_action"]
SHOWN_AGAIN: Final = [one for one in KEYED if one not in (*SHOWN_ONCE, *GIVEN_AWAY)]
# Each request has its own.
OF_THE_REQUEST: Final = "x-request-id"
REPLAYED: Final = "idempotency-replayed"
# As every secret of ours begins, but a ticket's, which is asked for below.
SECRET: Final = re.compile(rb"ac[a-z]_[A-Za-z0-9_-]{43}")


def twice(place: Place, route: Route) -> tuple[httpx.Response, httpx.Response]:
    """The second leaves no row added, changed or gone."""
    desk = DeskHere(place.seat)
    asked = prepared(place, desk, route)
    asked.headers["Idempotency-Key"] = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'
    first = desk.client.send(asked)
    assert first.is_success, first.text
    before = rows()
    again = desk.client.send(asked)
    assert rows() == before
    return first, again


def headers(answer: httpx.Response) -> dict[str, str]:
    return {name: one for name, one in answer.headers.items() if name != OF_THE_REQUEST}


@each(SHOWN_AGAIN)
def test_it_is_done_once_and_answered_alike(place: Place, route: Route) -> None:
    first, again = twice(place, route)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert headers(again) == {**headers(first), REPLAYED: "true"}
    assert not SECRET.search(first.content), "what shows a secret inherits people.rows.Secret"


@each(SHOWN_ONCE)
def test_it_is_done_once_and_shown_once(place: Place, route: Route) -> None:
    first, again = twice(place, route)

    assert first.headers["cache-control"] == "no-store"
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")


@each(GIVEN_AWAY)
def test_it_is_done_once_though_its_giver_may_no_longer(place: Place, route: Route) -> None:
    _, again = twice(place, route)

    assert (again.status_code, again.json()["code"]) == (403, "permission_denied")


def test_it_asks_it_of_every_one() -> None:
    assert len(SHOWN_AGAIN) > 100
    assert len(GIVEN_AWAY) == 1
    assert {one.view.operation_id for one in SHOWN_ONCE} == SECRETS
