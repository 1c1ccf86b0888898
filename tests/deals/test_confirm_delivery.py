import pytest

from backend.audit.models import Entry
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.deals.delivering import CONFIRM, REPORT, amend_bea_s, ask, report
from tests.deals.round_table import RoundTable, left_by


@pytest.fixture
def reported(active: RoundTable) -> RoundTable:
    report(active)
    return active


def test_it_confirms_and_is_recorded(reported: RoundTable) -> None:
    asked = ask(reported, CONFIRM)

    judged = (asked.body["state"], asked.body["judged"], asked.body["result"])
    assert (asked.status, asked.body["changed"], judged) == (
        200,
        True,
        ("kept", "confirmed", "kept"),
    )
    told = ("Bea", "Rhea")
    assert asked.written == (Written("commitment.delivery_confirmed", 5, "Una", told=told),)


def test_it_forbids_whoever_has_left_the_table(reported: RoundTable) -> None:
    left_by(reported, "Una")

    assert ask(reported, CONFIRM).refusal == FORBIDDEN


@pytest.mark.parametrize("result", ["kept", "partly_kept", "not_kept"])
def test_it_leads_where_the_owner_said(active: RoundTable, result: str) -> None:
    report(active, result=result)

    asked = ask(active, CONFIRM, body={})

    assert (asked.body["state"], asked.body["result"]) == (result, result)


@pytest.mark.parametrize(
    ("result", "is_lost"), [("kept", False), ("partly_kept", False), ("not_kept", True)]
)
def test_it_tells_whoever_relied_on_it(active: RoundTable, result: str, is_lost: bool) -> None:  # noqa: FBT001
    report(active, result=result)

    ask(active, CONFIRM)

    una_s = active.borough.as_("Una").get(f"/commitments/{active.commitments['Una'].id}").json()
    assert una_s["condition_unmet"] is is_lost
    assert Entry.objects.filter(verb="commitment.condition_lost").count() == int(is_lost)


def test_it_waits_for_the_report(active: RoundTable) -> None:
    asked = ask(active, CONFIRM)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["delivery_not_reported"]


def test_it_tells_all_that_stands_against_it(active: RoundTable) -> None:
    amend_bea_s(active)

    asked = ask(active, CONFIRM)

    assert asked.unmet == ["deal_not_active", "delivery_not_reported"]


def test_it_judges_what_was_reported_of_the_promise_as_it_is_now(reported: RoundTable) -> None:
    """What Bea reported was about another promise than the one that was signed since."""
    amend_bea_s(reported)
    for name in reported.seats:
        reported.sign(name)

    asked = ask(reported, CONFIRM)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["delivery_not_reported"])


def test_it_refuses_in_the_wrong_state(reported: RoundTable) -> None:
    ask(reported, CONFIRM)

    assert ask(reported, CONFIRM).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(reported: RoundTable) -> None:
    assert ask(reported, CONFIRM, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Rhea", "Remy", "Ada", "Audrey", "Pat", "Rob"])
def test_it_forbids_whoever_is_not_its_counterparty(reported: RoundTable, who: str) -> None:
    assert ask(reported, CONFIRM, who).refusal == FORBIDDEN


def test_it_takes_no_result(reported: RoundTable) -> None:
    asked = ask(reported, CONFIRM, result="kept")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/result"])


def test_it_confirms_the_report_that_was_read(reported: RoundTable) -> None:
    read = reported.commitment("Bea").version
    ask(reported, REPORT, result="not_kept")

    assert ask(reported, CONFIRM, version=read).refusal == STALE
