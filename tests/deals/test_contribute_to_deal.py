import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable

CONTRIBUTE = DEEDS["contribute_to_deal"]
FROM_OUTSIDE = {
    "text": "There is no light by the lake.",
    "channel": "workshop",
    "voice": "A parent from Page Moss",
    "received_on": "2026-06-01",
}


@pytest.mark.parametrize("who", ["Bea", "Rhea"])
def test_it_contributes_and_is_recorded(gathered: RoundTable, who: str) -> None:
    asked = CONTRIBUTE.ask(gathered, who)

    assert (asked.status, asked.body["channel"], asked.body["voice"]) == (201, "accord", "")
    assert asked.body["recorded_by"] == str(gathered.borough.actor_id(who))
    assert asked.written == (Written("deal.contribution_made", 1, who),)


def test_it_records_the_voice_of_someone_without_an_account(gathered: RoundTable) -> None:
    asked = CONTRIBUTE.ask(gathered, body=FROM_OUTSIDE)

    shown = read(gathered.borough, "Bea", f"/deal-contributions/{asked.body['id']}")
    assert shown == asked.body
    assert {name: shown[name] for name in FROM_OUTSIDE} == FROM_OUTSIDE


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"channel": "accord"}, "#/channel"),
        ({"voice": None}, "#/voice"),
        ({"received_on": "2099-01-01"}, "#/received_on"),
        ({"channel": "pigeon"}, "#/channel"),
    ],
)
def test_it_says_what_is_wrong(
    gathered: RoundTable, changed: dict[str, object], pointer: str
) -> None:
    asked = CONTRIBUTE.ask(gathered, body={**FROM_OUTSIDE, **changed})

    assert (asked.refusal, asked.pointers) == (MALFORMED, [pointer])


def test_it_says_whose_voice_was_heard_elsewhere(gathered: RoundTable) -> None:
    asked = CONTRIBUTE.ask(gathered, channel="phone")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/voice"])


def test_it_stays_among_the_parties_when_the_deal_is_shown(gathered: RoundTable) -> None:
    table = TABLE_IN["open"](gathered.borough)
    made = CONTRIBUTE.ask(table).body["id"]
    DEEDS["call_for_signatures"].ask(table)
    path = f"/deals/{table.deal.id}/contributions"

    assert read(table.borough, "Rob", path)["results"] == []
    assert table.borough.as_("Rob").get(f"/deal-contributions/{made}").status_code == 404
    assert [one["id"] for one in read(table.borough, "Bea", path)["results"]] == [made]


@pytest.mark.parametrize("state", ["signing", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = CONTRIBUTE.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert CONTRIBUTE.ask(gathered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Tracker", "Audrey"])
def test_it_forbids_whoever_only_reads_it(gathered: RoundTable, who: str) -> None:
    assert CONTRIBUTE.ask(gathered, who, body={}).refusal == FORBIDDEN
