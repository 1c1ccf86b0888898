"""Who took whose place: in as many statements for two hundred as for one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people import operations as people
from tests.borough import Borough, Caller


def renamed(borough: Borough, count: int) -> None:
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        friends = people.add_organisation(unit, name="Friends", kind="other")
        for place in range(count):
            people.rename_organisation(
                unit,
                organisation_id=friends.id,
                version=friends.version + place,
                name=f"Friends {place}",
                took_effect_on=date(2026, 4, 1),
                reason="They grew.",
            )


def asked(caller: Caller) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as captured:
        rows = caller.get("/successions?limit=200").json()["results"]
    return len(captured), len(rows)


@pytest.mark.parametrize("who", ["Pat", "Audrey"])
def test_it_lists_them_in_four_queries(who: str, knowsley: Borough) -> None:
    caller = knowsley.as_(who)
    renamed(knowsley, 1)
    one = asked(caller)
    renamed(knowsley, 199)

    assert (one, asked(caller)) == ((4, 1), (4, 200))


def test_it_shows_none_of_the_partnership_next_door(knowsley: Borough, sefton: Borough) -> None:
    renamed(knowsley, 1)

    assert sefton.as_("Olga").get("/successions").json()["results"] == []
