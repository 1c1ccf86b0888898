import pytest

from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, WRONG_STATE, Written
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, offer

REMOVE = DEEDS["remove_party"]
GIVEN = {"reason": "They take part elsewhere."}


def test_it_removes_and_is_recorded(gathered: RoundTable) -> None:
    asked = REMOVE.ask(gathered)

    assert (asked.status, asked.body["consent"]) == (200, "not_asked")
    assert asked.body["ended_at"] is not None
    assert asked.written == (
        Written("party.removed", 2, "Rhea", told=("Bea", "Remy", "Una"), given=GIVEN),
    )


def test_it_takes_what_the_party_offered_and_tells_whoever_relied_on_it(
    gathered: RoundTable,
) -> None:
    table = TABLE_IN["open"](gathered.borough)

    asked = REMOVE.ask(table, on=table.seat("Bea"))

    assert [one.verb for one in asked.written] == [
        "commitment.withdrawn",
        "party.removed",
        "commitment.condition_lost",
    ]
    assert asked.written[2].told == ("Una",)


def test_it_hides_the_deal_from_whoever_was_removed(gathered: RoundTable) -> None:
    path = f"/deals/{gathered.deal.id}"
    before = gathered.borough.as_("Una").get(path).status_code
    REMOVE.ask(gathered)

    assert (before, gathered.borough.as_("Una").get(path).status_code) == (200, 404)


def test_it_removes_once(gathered: RoundTable) -> None:
    REMOVE.ask(gathered)

    asked = REMOVE.ask(gathered)

    assert asked.refusal == (409, "link_ended", 0)


def test_it_asks_why(gathered: RoundTable) -> None:
    asked = REMOVE.ask(gathered, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


@pytest.mark.parametrize("state", ["signing", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(gathered: RoundTable, state: str) -> None:
    asked = REMOVE.ask(TABLE_IN[state](gathered.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(gathered: RoundTable, who: str) -> None:
    assert REMOVE.ask(gathered, who).refusal == HIDDEN


def test_it_hides_who_was_removed_before_the_deal_was_shown(gathered: RoundTable) -> None:
    """The deal is everyone's to read by now; who sat at the table before is not."""
    table = TABLE_IN["draft"](gathered.borough)
    seat = REMOVE.ask(table).body["id"]
    table.move("Rhea", deals.open_deal)
    table.seats.pop("Una")
    _promise_and_call(table)

    asked = REMOVE.ask(table, "Rob", on=table.seats["Bea"])
    gone = table.borough.as_("Rob").get(f"/parties/{seat}")

    assert asked.refusal == FORBIDDEN
    assert gone.status_code == 404


def _promise_and_call(table: RoundTable) -> None:
    for name, judge in {"Rhea": "Bea", "Bea": "Remy", "Remy": "Rhea"}.items():
        offer(table, name, judge)
    table.move("Rhea", deals.call_for_signatures)


@pytest.mark.parametrize("who", ["Una", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(gathered: RoundTable, who: str) -> None:
    assert REMOVE.ask(gathered, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(gathered: RoundTable) -> None:
    assert REMOVE.ask(gathered, version=7).refusal == STALE
