import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.deals.deeds import DEEDS, action
from tests.deals.round_table import TABLE_IN, RoundTable

LINK = DEEDS["link_action"]


def test_it_links_and_is_recorded(gathered: RoundTable) -> None:
    asked = LINK.ask(gathered)

    assert (asked.status, asked.body["ended_at"]) == (201, None)
    assert asked.headers["Location"].endswith(f"/api/v1/action-links/{asked.body['id']}")
    assert asked.written == (Written("deal.action_linked", 1, "Rhea"),)


def test_it_is_listed(gathered: RoundTable) -> None:
    linked = LINK.ask(gathered).body

    listed = read(gathered.borough, "Bea", f"/deals/{gathered.deal.id}/actions")["results"]
    one = read(gathered.borough, "Bea", f"/action-links/{linked['id']}")

    assert listed == [linked]
    assert one == linked


def test_it_links_once(gathered: RoundTable) -> None:
    linked = str(action(gathered).id)
    LINK.ask(gathered, action=linked)

    asked = LINK.ask(gathered, action=linked)

    assert asked.refusal == (409, "already_linked", 0)


def test_it_knows_nothing_it_cannot_see(gathered: RoundTable) -> None:
    asked = LINK.ask(gathered, action=str(gathered.deal.id))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/action"])


@pytest.mark.parametrize("state", ["open", "signing", "active"])
def test_it_links_also_later(gathered: RoundTable, state: str) -> None:
    assert LINK.ask(TABLE_IN[state](gathered.borough)).status == 201


@pytest.mark.parametrize("state", ["fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = LINK.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert LINK.ask(gathered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(gathered: RoundTable, who: str) -> None:
    assert LINK.ask(gathered, who, body={}).refusal == FORBIDDEN
