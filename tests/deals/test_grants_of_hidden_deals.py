"""A grant is read by whoever reads the deal it is for: it betrays none that is still a draft."""

import pytest

from backend.audit.models import Entry
from backend.deals.operations import decline_deal
from tests.actions.questions import HIDDEN, MALFORMED, read
from tests.borough import Borough
from tests.deals.granting import DEEDS, applied_grant, approved_grant, disclosed, hidden_deal
from tests.deals.round_table import TABLE_IN
from tests.people.questions import NOWHERE

APPLY = DEEDS["apply_for_grant"]


def test_it_takes_the_deal_s_audience(borough: Borough) -> None:
    deal = hidden_deal(borough)

    grant = applied_grant(borough, deal_id=deal.id)

    entry = Entry.objects.get(subject_id=grant.id)
    assert grant.audience == entry.audience == f"deal:{deal.id}"


@pytest.mark.parametrize("who", ["Rob", "Mirror", "Rhea", "Audrey"])
def test_it_shows_it_to_whoever_reads_the_deal(borough: Borough, who: str) -> None:
    grant = applied_grant(borough, deal_id=hidden_deal(borough).id)

    listed = read(borough, who, f"/grants?deal={grant.deal_id}")["results"]

    assert [one["id"] for one in listed] == [str(grant.id)]
    assert read(borough, who, f"/grants/{grant.id}")["deal"] == str(grant.deal_id)


@pytest.mark.parametrize("who", ["Pat", "Priya", "Ada", "Finn", "Flo"])
def test_it_hides_it_from_everyone_else(borough: Borough, who: str) -> None:
    grant = applied_grant(borough, deal_id=hidden_deal(borough).id)

    assert read(borough, who, "/grants")["results"] == []
    assert read(borough, who, f"/grants/{grant.id}")["code"] == "not_found"
    assert read(borough, who, f"/grants/{grant.id}/transitions")["code"] == "not_found"
    told = [one["verb"] for one in read(borough, who, "/me/notices")["results"]]
    assert "grant.applied_for" not in told


def test_it_is_decided_when_the_deal_is_there_to_be_read(borough: Borough) -> None:
    grant = applied_grant(borough, deal_id=hidden_deal(borough).id)

    assert DEEDS["approve_grant"].ask(borough, "Flo", on=grant).refusal == HIDDEN


def test_it_tells_the_holder_once_the_deal_is_shown(borough: Borough) -> None:
    waits = applied_grant(borough, deal_id=hidden_deal(borough).id)
    disclosed(borough, waits)

    told = [one["subject"]["id"] for one in read(borough, "Flo", "/me/notices")["results"]]

    assert str(waits.id) in told
    assert DEEDS["approve_grant"].ask(borough, "Flo", on=waits, version=2).status == 200


def test_it_leaves_approved_money_where_its_holder_can_pay_it(borough: Borough) -> None:
    """The deal goes back to its parties, and out of the holder's sight."""
    table = TABLE_IN["signing"](borough)
    approved = approved_grant(borough, deal_id=table.deal.id)

    table.move("Bea", decline_deal, party_id=table.seats["Bea"].id, reason="Not like this.")

    assert read(borough, "Flo", f"/deals/{table.deal.id}")["code"] == "not_found"
    assert DEEDS["pay_grant"].ask(borough, on=approved).status == 200


def test_it_knows_no_deal_that_is_hidden(borough: Borough) -> None:
    body = APPLY.given(borough)
    del body["action"]
    theirs = hidden_deal(borough, between=("council",))

    hidden = APPLY.ask(borough, body={**body, "deal": str(theirs.id)})
    missing = APPLY.ask(borough, body={**body, "deal": str(NOWHERE)})

    assert (hidden.refusal, hidden.pointers) == (MALFORMED, ["#/deal"])
    assert hidden.body["errors"] == missing.body["errors"]
