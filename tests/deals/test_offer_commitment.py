from collections.abc import Iterator
from typing import Any  # bodies are JSON

import pytest
from pytest_django import DjangoDbBlocker

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Asked, Written, read, request
from tests.deals import round_table
from tests.deals.kept import kept, untouched
from tests.deals.round_table import DUE, RoundTable

EVERYONE = ("Remy", "Rhea", "Una")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[RoundTable]:
    yield from kept(django_db_blocker, round_table.offered)


@pytest.fixture
def opened(made: RoundTable, db: None) -> RoundTable:
    return untouched(made)


def offer(table: RoundTable, who: str = "Bea", **changed: Any) -> Asked:
    """By default what succeeds."""
    body = {
        "party": str(table.seats["Bea"].id),
        "text": "Bake with the children on Fridays",
        "measure": "Twenty Fridays",
        "due_on": DUE.isoformat(),
        "owner": str(table.borough.actor_id("Pat")),
        "counterparty": str(table.seats["Remy"].id),
        "conditions": [str(table.commitments["Rhea"].id)],
        **changed,
    }
    given = {name: value for name, value in body.items() if value is not None}
    return request(table.borough, who, "post", f"/deals/{table.deal.id}/commitments", given)


def test_it_offers_and_is_recorded(opened: RoundTable) -> None:
    asked = offer(opened)

    assert (asked.status, asked.body["state"], asked.body["version"]) == (201, "offered", 1)
    assert asked.written == (Written("commitment.offered", 1, "Bea", told=EVERYONE),)
    assert asked.headers["Location"].endswith(f"/commitments/{asked.body['id']}")


def test_it_shows_what_was_offered(opened: RoundTable) -> None:
    asked = offer(opened)

    assert asked.body["organisation"] == str(opened.organisations["Bea"].id)
    assert asked.body["owner"] == str(opened.borough.actor_id("Pat"))
    assert asked.body["conditions"] == [str(opened.commitments["Rhea"].id)]
    assert (asked.body["condition_unmet"], asked.body["residents"]) == (False, None)
    assert read(opened.borough, "Una", f"/commitments/{asked.body['id']}") == asked.body


def test_it_needs_no_more_than_words(opened: RoundTable) -> None:
    asked = offer(opened, measure=None, due_on=None, owner=None, counterparty=None, conditions=None)

    assert (asked.status, asked.body["measure"], asked.body["due_on"]) == (201, "", None)


@pytest.mark.parametrize("day", ["2026-11-30", "2028-04-01"])
def test_it_is_due_within_the_deal(opened: RoundTable, day: str) -> None:
    asked = offer(opened, due_on=day)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/due_on"])


@pytest.mark.parametrize("day", ["2026-12-01", "2028-03-31"])
def test_it_is_due_on_the_first_day_or_the_last(opened: RoundTable, day: str) -> None:
    assert offer(opened, due_on=day).status == 201


def test_it_tells_of_all_that_is_wrong_at_once(opened: RoundTable) -> None:
    own = str(opened.commitments["Bea"].id)

    asked = offer(
        opened,
        due_on="2030-01-01",
        owner=str(opened.borough.actor_id("Olga")),
        counterparty=str(opened.seats["Bea"].id),
        conditions=[str(opened.commitments["Una"].id), own],
    )

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/conditions/1", "#/counterparty", "#/due_on", "#/owner"]


def test_it_is_owned_by_a_person(opened: RoundTable) -> None:
    asked = offer(opened, owner=str(opened.borough.actor_id("Tracker")))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/owner"])


def test_it_is_offered_for_a_party(opened: RoundTable) -> None:
    asked = offer(opened, party=str(opened.deal.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/party"])


def test_it_refuses_in_the_wrong_state(opened: RoundTable) -> None:
    opened.move("Rhea", deals.call_for_signatures)

    assert offer(opened).refusal == (409, "transition_not_allowed", 0)


@pytest.mark.parametrize("who", ["Olga", "Pat", "Ada", "Rob"])
def test_it_hides_the_deal_while_it_is_made(opened: RoundTable, who: str) -> None:
    assert offer(opened, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Una", "Rhea", "Tracker"])
def test_it_forbids_whoever_acts_for_another_party(opened: RoundTable, who: str) -> None:
    assert offer(opened, who).refusal == FORBIDDEN


def test_it_forbids_who_reads_everything(opened: RoundTable) -> None:
    """That Audrey read a deal hidden from others is itself on record."""
    assert offer(opened, "Audrey").refusal[:2] == FORBIDDEN[:2]


def test_it_lets_a_system_offer_for_its_organisation(opened: RoundTable) -> None:
    party, counterparty = (str(opened.seats[name].id) for name in ("Rhea", "Una"))

    asked = offer(opened, "Tracker", party=party, counterparty=counterparty, conditions=None)

    assert asked.status == 201


def test_it_asks_what_the_party_will_do(opened: RoundTable) -> None:
    asked = offer(opened, text=None, party=None)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/party", "#/text"])
