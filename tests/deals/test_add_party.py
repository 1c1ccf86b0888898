import pytest

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable

ADD = DEEDS["add_party"]


def test_it_adds_and_is_recorded(gathered: RoundTable) -> None:
    asked = ADD.ask(gathered)

    assert (asked.status, asked.body["kind"], asked.body["consent"]) == (
        201,
        "partner",
        "not_asked",
    )
    assert asked.headers["Location"].endswith(f"/api/v1/parties/{asked.body['id']}")
    assert asked.written == (Written("party.added", 1, "Rhea", told=("Rob",)),)


def test_it_lets_whoever_acts_for_the_party_read_the_deal(gathered: RoundTable) -> None:
    path = f"/deals/{gathered.deal.id}"
    before = gathered.borough.as_("Mirror").get(path).status_code
    ADD.ask(gathered)

    assert (before, gathered.borough.as_("Mirror").get(path).status_code) == (404, 200)


def test_it_gives_an_organisation_one_seat(gathered: RoundTable) -> None:
    asked = ADD.ask(gathered, organisation=str(gathered.organisations["Bea"].id))

    assert asked.refusal == (409, "already_a_party", 0)


def test_it_gives_whoever_was_removed_another(gathered: RoundTable) -> None:
    seat = gathered.seat("Bea")
    gathered.act(
        "Rhea", deals.remove_party, party_id=seat.id, version=seat.version, reason="A mistake."
    )

    asked = ADD.ask(gathered, organisation=str(gathered.organisations["Bea"].id))

    seats = read(gathered.borough, "Bea", f"/deals/{gathered.deal.id}/parties")["results"]
    assert asked.status == 201
    assert len(seats) == 5


def test_it_knows_no_organisation_it_cannot_see(gathered: RoundTable) -> None:
    asked = ADD.ask(gathered, organisation=str(gathered.deal.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/organisation"])


def test_it_adds_while_the_deal_is_open(gathered: RoundTable) -> None:
    assert ADD.ask(TABLE_IN["open"](gathered.borough)).status == 201


@pytest.mark.parametrize("state", ["signing", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = ADD.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert ADD.ask(gathered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(gathered: RoundTable, who: str) -> None:
    assert ADD.ask(gathered, who, body={}).refusal == FORBIDDEN
