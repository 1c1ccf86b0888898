"""Organisations are merged, split and renamed: their seats at living deals go over."""

from collections.abc import Iterator
from typing import Any  # bodies are JSON

import pytest
from pytest_django import DjangoDbBlocker

from backend.audit.models import Entry
from backend.deals import operations as deals
from backend.deals.models import Commitment, DealVersion, Party, Signature
from tests.actions.questions import HIDDEN, as_written
from tests.deals import round_table
from tests.deals.delivering import CONFIRM, REPORT, ask, confirm, release, report
from tests.deals.kept import kept, untouched
from tests.deals.round_table import RoundTable
from tests.people.succession import counted, merge, organisation, succeed


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.active)


@pytest.fixture
def table(made: RoundTable, db: None) -> RoundTable:
    return untouched(made)


def merges(table: RoundTable, old: str, into: Any) -> Any:
    taker = table.organisations[into] if isinstance(into, str) else into
    answer = merge(table.borough, table.organisations[old], taker)
    assert answer.status_code == 200, answer.json()
    table.borough.tokens.clear()
    return answer


def of(table: RoundTable, name: str) -> tuple[str, str]:
    """Who owes and who judges the commitment, by whose seats they are."""
    name_of = {seat.id: whose for whose, seat in table.seats.items()}
    commitment = table.commitment(name)
    assert commitment.counterparty_id is not None
    return name_of[commitment.party_id], name_of[commitment.counterparty_id]


def test_it_moves_the_seat_and_is_recorded(table: RoundTable) -> None:
    bigger = organisation(table.borough, "Merseyside Bakers")

    answer = merges(table, "Bea", bigger)

    assert counted(answer)["seat", str(bigger.id)] == 1
    seat = table.seat("Bea")
    assert (seat.organisation_id, seat.kind, seat.ended_at) == (bigger.id, "partner", None)
    entry = as_written(table.borough, Entry.objects.get(verb="party.succeeded"))
    assert (entry.by, entry.told) == ("Ada", ("Bea", "Remy", "Rhea", "Una"))


def test_it_lets_go_on_whoever_acts_for_it(table: RoundTable) -> None:
    """Bea's appointment went over as well: she reports, and Una judges, as if nothing had been."""
    merges(table, "Bea", organisation(table.borough, "Merseyside Bakers"))
    merges(table, "Una", organisation(table.borough, "Friends of all Parks"))

    assert ask(table, REPORT).status == 200
    assert ask(table, CONFIRM).status == 200


def test_it_leaves_what_was_signed_as_it_was(table: RoundTable) -> None:
    version = DealVersion.objects.get(deal=table.deal)

    merges(table, "Bea", organisation(table.borough, "Merseyside Bakers"))

    signed = Signature.objects.get(party=table.seats["Bea"])
    after = DealVersion.objects.get(deal=table.deal)
    assert signed.party_name == "Prescot Bakery"
    assert (after.terms, after.digest, after.version) == (
        version.terms,
        version.digest,
        version.version,
    )


def test_it_joins_two_seats_of_one_deal(table: RoundTable) -> None:
    answer = merges(table, "Bea", "Remy")

    assert counted(answer)["seat_ended", str(table.organisations["Remy"].id)] == 1
    assert table.seat("Bea").ended_at is not None
    assert (of(table, "Bea"), of(table, "Rhea")) == (("Remy", "Una"), ("Rhea", "Remy"))
    assert table.fresh().state == "active"


def test_it_lets_nobody_judge_their_own_delivery(table: RoundTable) -> None:
    """Una judged Bea's, and the friends become the bakery: nobody is left to judge."""
    merges(table, "Una", "Bea")

    assert of(table, "Bea") == ("Bea", "Una")
    report(table)
    assert [ask(table, CONFIRM, who).status for who in ("Una", "Bea", "Rhea")] == [403] * 3


def test_it_leaves_what_is_settled_where_it_was(table: RoundTable) -> None:
    report(table)
    confirm(table)
    release(table, "Rhea")

    merges(table, "Bea", "Remy")

    assert (of(table, "Bea"), of(table, "Rhea")) == (("Bea", "Una"), ("Rhea", "Bea"))


def test_it_ends_a_deal_whose_parties_have_become_one(table: RoundTable) -> None:
    for old in ("Una", "Remy", "Rhea"):
        merges(table, old, "Bea")

    assert table.fresh().state == "ended"
    assert set(Commitment.objects.values_list("state", flat=True)) == {"released"}
    assert Entry.objects.filter(verb="deal.ended").count() == 1


def test_it_activates_a_deal_that_waited_for_a_seat_that_went(table: RoundTable) -> None:
    changed = deals.Changed(table.commitments["Rhea"].id, {"text": "Keep the paths lit until nine"})
    table.move(
        "Rhea",
        deals.amend_deal,
        amendment=deals.Amendment(deal={}, changed=[changed]),
        objection_days=10,
        reason="It is dark earlier.",
    )
    for name in ("Bea", "Una", "Remy"):
        table.sign(name)

    merges(table, "Rhea", "Remy")

    assert table.fresh().state == "active"


def test_it_moves_nothing_of_a_deal_that_is_closed(table: RoundTable) -> None:
    table.move("Rhea", deals.end_deal, reason="The park is closed.")

    answer = merges(table, "Bea", organisation(table.borough, "Merseyside Bakers"))

    assert {kind for kind, _ in counted(answer)} == {"appointment", "profile"}
    assert table.seat("Bea").organisation_id == table.organisations["Bea"].id


def test_it_moves_what_the_administrator_does_not_see(table: RoundTable) -> None:
    """A deal that is still made; its taker reads it then, and the administrator does not."""
    hidden = drafted(table)
    bigger = organisation(table.borough, "Merseyside Bakers")

    answer = merges(table, "Bea", bigger)

    assert counted(answer)["seat", str(bigger.id)] == 2
    assert [can_list(table, who, hidden) for who in ("Bea", "Ada")] == [200, HIDDEN[0]]


def drafted(table: RoundTable) -> Any:
    """Another deal, by Bea alone."""
    return table.act(
        "Bea",
        deals.draft_deal,
        title="Bread for all",
        goal="Nobody goes without.",
        starts_on=round_table.STARTS,
        ends_on=round_table.ENDS,
    )


def can_list(table: RoundTable, who: str, deal: Any) -> int:
    return table.borough.as_(who).get(f"/deals/{deal.id}/commitments").status_code


def splits(table: RoundTable, *into: dict[str, Any]) -> Any:
    return succeed(table.borough, "split", table.organisations["Bea"], into=list(into))


def test_it_gives_a_deal_to_whom_a_split_names(table: RoundTable) -> None:
    other = drafted(table)
    homes = organisation(table.borough, "Prescot Loaves")
    cakes = organisation(table.borough, "Prescot Cakes")

    answer = splits(
        table,
        {"organisation": str(homes.id), "takes_the_rest": True},
        {"organisation": str(cakes.id), "deals": [str(other.id)]},
    )

    seats = {one.deal_id: one.organisation_id for one in Party.objects.exclude(kind="council")}
    assert answer.status_code == 200
    assert seats[other.id] == cakes.id
    assert table.seat("Bea").organisation_id == homes.id


def test_it_refuses_a_deal_that_is_none_of_its_own(table: RoundTable) -> None:
    homes = organisation(table.borough, "Prescot Loaves")
    cakes = organisation(table.borough, "Prescot Cakes")
    unknown = str(table.seats["Bea"].id)

    answer = splits(
        table,
        {"organisation": str(homes.id), "takes_the_rest": True, "deals": [str(table.deal.id)]},
        {"organisation": str(cakes.id), "deals": [unknown]},
    )

    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/into/1/deals/0", "unknown_reference")
    assert table.seat("Bea").organisation_id == table.organisations["Bea"].id


def test_it_names_a_deal_once(table: RoundTable) -> None:
    homes = organisation(table.borough, "Prescot Loaves")
    cakes = organisation(table.borough, "Prescot Cakes")
    named = [str(table.deal.id)]

    answer = splits(
        table,
        {"organisation": str(homes.id), "takes_the_rest": True, "deals": named},
        {"organisation": str(cakes.id), "deals": named},
    )

    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/into/1/deals/0", "repeated")


def test_it_moves_nothing_when_it_is_renamed(table: RoundTable) -> None:
    before = table.seat("Bea").version

    answer = succeed(table.borough, "rename", table.organisations["Bea"], name="Prescot Bakers")

    assert answer.status_code == 200
    assert table.seat("Bea").version == before
    assert Signature.objects.get(party=table.seats["Bea"]).party_name == "Prescot Bakery"
