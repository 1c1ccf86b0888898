"""Residents who all come at once: as many join as there are tokens, and each once."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from backend.audit.models import Entry
from backend.deals.models import CohortSeat, CohortToken
from tests.borough import Borough
from tests.deals import round_table
from tests.deals.residents import join, leave, shown, tokens_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 16
RESIDENTS = 1000
TWICE = 10


def each_joins(tokens: Iterable[str]) -> list[str]:
    """The codes of those who did."""
    with ThreadPoolExecutor(AT_ONCE, initializer=connections.close_all) as pool:
        answers = list(pool.map(_joins, tokens))
    return [one for one in answers if one]


def _joins(token: str) -> str:
    try:
        answer = join(token)
        assert answer.status_code in (200, 409)
        return str(answer.json().get("leave_code", ""))
    finally:
        connections.close_all()


def test_it_lets_everyone_join_who_has_a_token(knowsley: Borough) -> None:
    table = round_table.active(knowsley)
    tokens, entries = tokens_of(table, RESIDENTS), Entry.objects.count()

    codes = each_joins(tokens)

    assert (len(set(codes)), shown(table)) == (RESIDENTS, RESIDENTS)
    assert CohortToken.objects.filter(is_used=True).count() == RESIDENTS
    # Pat's own token, with which the number is read, is not in the log.
    assert Entry.objects.count() == entries


def test_it_lets_each_token_in_once(knowsley: Borough) -> None:
    table = round_table.active(knowsley)
    tokens = tokens_of(table, RESIDENTS // TWICE)

    # Side by side: those who send the same one meet.
    codes = each_joins(token for token in tokens for _ in range(TWICE))

    assert (len(set(codes)), shown(table)) == (RESIDENTS // TWICE, RESIDENTS // TWICE)
    assert CohortSeat.objects.count() == RESIDENTS // TWICE


def test_it_lets_each_leave_once(knowsley: Borough) -> None:
    table = round_table.active(knowsley)
    codes = each_joins(tokens_of(table, AT_ONCE))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = Counter(pool.map(_leaves, [code for code in codes for _ in range(2)]))

    assert (told, shown(table)) == ({204: AT_ONCE, 409: AT_ONCE}, 0)


def _leaves(code: str) -> int:
    try:
        return leave(code).status_code
    finally:
        connections.close_all()
