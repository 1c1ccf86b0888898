import pytest

from backend.deals.models import Commitment
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.deals.delivering import DISPUTE, ask, release, report
from tests.deals.round_table import RoundTable


@pytest.fixture
def reported(active: RoundTable) -> RoundTable:
    report(active)
    return active


def test_it_disputes_and_is_recorded(reported: RoundTable) -> None:
    asked = ask(reported, DISPUTE, result="partly_kept")

    said = [asked.body[name] for name in ("state", "judged", "reported_result", "result")]
    assert (asked.status, said) == (200, ["partly_kept", "disputed", "kept", "partly_kept"])
    told = ("Bea", "Rhea")
    assert asked.written == (Written("commitment.delivery_disputed", 5, "Una", told=told),)


def test_it_tells_whoever_relied_on_it(reported: RoundTable) -> None:
    asked = ask(reported, DISPUTE)

    assert [one.verb for one in asked.written] == [
        "commitment.delivery_disputed",
        "commitment.condition_lost",
    ]
    assert Commitment.objects.get(id=reported.commitments["Una"].id).condition_unmet_at is not None


def test_it_finds_another_result_than_the_owner(reported: RoundTable) -> None:
    asked = ask(reported, DISPUTE, result="kept")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/result"])
    assert asked.body["errors"][0]["code"] == "unchanged"


def test_it_waits_for_the_report(active: RoundTable) -> None:
    asked = ask(active, DISPUTE)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["delivery_not_reported"])


def test_it_refuses_in_the_wrong_state(reported: RoundTable) -> None:
    release(reported)

    assert ask(reported, DISPUTE).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(reported: RoundTable) -> None:
    assert ask(reported, DISPUTE, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Rhea", "Remy", "Ada", "Audrey", "Pat", "Rob"])
def test_it_forbids_whoever_is_not_its_counterparty(reported: RoundTable, who: str) -> None:
    assert ask(reported, DISPUTE, who).refusal == FORBIDDEN


def test_it_asks_what_was_found(reported: RoundTable) -> None:
    asked = ask(reported, DISPUTE, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/answer", "#/result"])


def test_it_leaves_no_trace_when_it_refuses(reported: RoundTable) -> None:
    assert ask(reported, DISPUTE, version=2).refusal == STALE
