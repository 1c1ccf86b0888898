import pytest

from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
)
from tests.deals.delivering import RELEASE, amend_bea_s, ask, confirm, release, report
from tests.deals.round_table import RoundTable

WHY = {"reason": "The bakery has closed."}


def test_it_releases_and_is_recorded(active: RoundTable) -> None:
    asked = ask(active, RELEASE)

    assert (asked.status, asked.body["state"], asked.body["result"]) == (200, "released", None)
    assert asked.written == (
        Written("commitment.released", 4, "Rhea", told=("Bea",), given=WHY),
        Written("commitment.condition_lost", 4, "Rhea", told=("Una",)),
    )


def test_it_leaves_what_is_being_signed_as_it_was_put_to_the_parties(active: RoundTable) -> None:
    amend_bea_s(active)

    asked = ask(active, RELEASE)

    assert asked.refusal == GUARDED
    assert [one["code"] for one in asked.body["unmet"]] == ["deal_not_active"]


def test_it_releases_once(active: RoundTable) -> None:
    release(active)

    asked = ask(active, RELEASE)

    assert (asked.status, asked.body["changed"], asked.trace) == (200, False, 0)


def test_it_refuses_in_the_wrong_state(active: RoundTable) -> None:
    report(active)
    confirm(active)

    assert ask(active, RELEASE).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    assert ask(active, RELEASE, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Una", "Remy", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_facilitate(active: RoundTable, who: str) -> None:
    assert ask(active, RELEASE, who).refusal == FORBIDDEN


def test_it_asks_why(active: RoundTable) -> None:
    asked = ask(active, RELEASE, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert ask(active, RELEASE, version=1).refusal == STALE
