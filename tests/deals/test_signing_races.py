"""Several at the table at once: the deal becomes active once, and nobody signs what they did not
read.
"""

from functools import partial

import pytest

from backend.audit.models import Entry
from backend.deals.models import Party, Signature
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.deals.deeds import DEEDS, signature
from tests.deals.round_table import RoundTable, signed_by
from tests.deals.round_table import signing as called

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 6
AT_THE_TABLE = ("Rhea", "Bea", "Una", "Remy")


def asking(table: RoundTable, operation: str, who: str, **changed: object) -> partial[Answer]:
    deed, deal = DEEDS[operation], table.fresh()
    body = {**deed.given(table), **changed}
    path = deed.address.format(id=deal.id)
    return partial(table.borough.as_(who).post, path, body, if_match=tag(deal.version))


def of_(table: RoundTable, who: str) -> str:
    return str(table.seats[who].id)


def test_it_is_active_once_when_all_sign_at_once(knowsley: Borough) -> None:
    tables = [called(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, [*AT_THE_TABLE])

    answers = [
        at_once([asking(one, "sign_deal", who, party=of_(one, who)) for who in AT_THE_TABLE])
        for one in tables
    ]

    assert [[one.status_code for one in each] for each in answers] == [[200] * 4] * ROUNDS
    assert {one.fresh().state for one in tables} == {"active"}
    assert Entry.objects.filter(verb="deal.activated").count() == ROUNDS


def meet(table: RoundTable) -> list[Answer]:
    """The last signature, and a refusal."""
    signed_by(table, "Rhea", "Una", "Remy")
    return at_once(
        [
            asking(table, "sign_deal", "Bea", party=of_(table, "Bea")),
            asking(table, "decline_deal", "Una", party=of_(table, "Una")),
        ]
    )


def test_it_is_either_signed_by_the_last_or_declined(knowsley: Borough) -> None:
    tables = [called(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, [*AT_THE_TABLE])

    answers = [meet(one) for one in tables]

    signed = {
        one.fresh().state: Signature.objects.filter(party=one.seats["Bea"]).count()
        for one in tables
    }
    assert signed.items() <= {"active": 1, "open": 0}.items()
    assert {sorted(one.status_code for one in each)[0] for each in answers} == {200}


def test_it_binds_whoever_signs_to_the_version_they_read(knowsley: Borough) -> None:
    tables = [called(knowsley) for _ in range(ROUNDS)]
    issue_tokens(knowsley, [*AT_THE_TABLE])

    answers = [
        at_once(
            [asking(one, "sign_deal", "Bea", **signature(one)), asking(one, "amend_deal", "Rhea")]
        )
        for one in tables
    ]

    seats = Party.objects.filter(id__in=[one.seats["Bea"].id for one in tables])
    given = Signature.objects.filter(party__in=seats)
    assert {one.current_number for one in map(RoundTable.fresh, tables)} == {2}
    assert {one.deal_version.number for one in given} <= {1}
    assert {seat.must_sign for seat in seats} == {True}
    assert {amending.status_code for _, amending in answers} == {200}
