"""Many who ask for tokens at once. On SQLite one unit waits for the other from its first statement,
so these could find nothing there.
"""

from collections import Counter
from functools import partial
from typing import Any  # settings are of any type

import pytest

from backend.people.models import AccessToken, Client, Consent, RefreshToken
from tests import borough as boroughs
from tests.actions.test_races import at_once
from tests.borough import Answer, Borough, Caller
from tests.people.browser import signed_in
from tests.people.oauth import Tokens, address, answered, exchange, program, renew, told, tool

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
# Longer than anybody takes to withdraw.
RENEWALS = 60


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that all who ask at once can see it."""
    return boroughs.knowsley()


@pytest.fixture
def planner(knowsley: Borough) -> Client:
    return tool(knowsley)


def code_of(borough: Borough, planner: Client) -> str:
    return told(answered(signed_in(borough, "Pat"), address(planner)))["code"]


def test_it_gives_each_of_many_a_token_of_its_own(knowsley: Borough) -> None:
    system = program(knowsley)

    answers = at_once([system.ask] * AT_ONCE)

    assert Counter(one.status_code for one in answers) == {200: AT_ONCE}
    tokens = {one.json()["access_token"] for one in answers}
    assert len(tokens) == AT_ONCE
    assert {Caller(one).get("/me").status_code for one in tokens} == {200}


def test_it_takes_a_code_once(knowsley: Borough, planner: Client) -> None:
    code = code_of(knowsley, planner)

    answers = at_once([partial(exchange, planner, code)] * 5)

    assert Counter(one.status_code for one in answers) == {200: 1, 400: 4}
    # Someone else had it: what the first was given is ended too.
    assert not AccessToken.objects.exists()


def test_it_renews_once(knowsley: Borough, planner: Client) -> None:
    first = exchange(planner, code_of(knowsley, planner)).json()

    answers = at_once([partial(renew, planner, first["refresh_token"])] * 5)

    assert Counter(one.status_code for one in answers) == {200: 1, 400: 4}
    assert not AccessToken.objects.exists()


def given(borough: Borough, planner: Client) -> tuple[Consent, Tokens]:
    tokens = Tokens.of(exchange(planner, code_of(borough, planner)))
    return Consent.objects.latest("given_at"), tokens


def renew_on(planner: Client, tokens: Tokens) -> Answer:
    """As a tool would that cannot wait: until it is refused."""
    for _ in range(RENEWALS):
        answer = renew(planner, tokens.refresh)
        if answer.status_code != 200:
            break
        tokens = Tokens.of(answer)
    return answer


def test_it_renews_nothing_past_a_withdrawal(
    knowsley: Borough, planner: Client, settings: Any
) -> None:
    settings.RATE_LIMIT_TOKEN = settings.RATE_LIMIT_ANONYMOUS = 10_000
    pat = knowsley.as_("Pat")
    both = [given(knowsley, planner) for _ in range(4)]

    renewals = [partial(renew_on, planner, tokens) for _, tokens in both]
    ends = [partial(pat.post, f"/consents/{consent.id}/withdraw") for consent, _ in both]
    answers = at_once([*renewals, *ends])

    assert Counter(one.status_code for one in answers) == {400: 4, 200: 4}
    assert Consent.objects.filter(withdrawn_at=None).count() == 0
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()
