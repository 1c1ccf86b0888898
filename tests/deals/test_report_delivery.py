import pytest

from backend.deals.models import Commitment
from backend.people.operations import appoint
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    UNCONDITIONAL,
    WRONG_STATE,
    Written,
    request,
)
from tests.borough import tag
from tests.deals.delivering import REPORT, amend_bea_s, ask, confirm, release, report
from tests.deals.round_table import RoundTable


def test_it_reports_and_is_recorded(active: RoundTable) -> None:
    asked = ask(active, REPORT)

    assert (asked.status, asked.body["changed"]) == (200, True)
    said = {name: asked.body[name] for name in ("state", "reported_result", "judged", "result")}
    assert said == {
        "state": "agreed",
        "reported_result": "kept",
        "judged": None,
        "result": None,
    }
    told = ("Rhea", "Una")
    assert asked.written == (Written("commitment.delivery_reported", 4, "Bea", told=told),)


def test_it_may_be_said_again_until_it_is_judged(active: RoundTable) -> None:
    report(active)

    asked = ask(active, REPORT, result="partly_kept", report="Not in March.")

    assert (asked.status, asked.body["reported_result"]) == (200, "partly_kept")
    assert [one.verb for one in asked.written] == ["commitment.delivery_reported"]


@pytest.mark.parametrize("settle", [lambda table: confirm(table, "Bea"), release])
def test_it_refuses_in_the_wrong_state(active: RoundTable, settle: object) -> None:
    report(active)
    settle(active)  # type: ignore[operator]  # each takes the table

    assert ask(active, REPORT).refusal == WRONG_STATE


def test_it_waits_until_the_deal_is_active_again(active: RoundTable) -> None:
    amend_bea_s(active)

    asked = ask(active, REPORT)

    assert asked.refusal == GUARDED
    assert asked.unmet == ["deal_not_active"]


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    assert ask(active, REPORT, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Una", "Rhea", "Remy", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_own_it(active: RoundTable, who: str) -> None:
    assert ask(active, REPORT, who).refusal == FORBIDDEN


def test_it_forbids_an_owner_who_examines_the_record(active: RoundTable) -> None:
    """Bea was appointed an auditor since: an auditor adds nothing to what they examine."""
    borough = active.borough
    bea, partnership = borough.actor_id("Bea"), borough.partnership.id
    borough.act("Ada", appoint, actor_id=bea, role="auditor", on_id=partnership)

    assert ask(active, REPORT).refusal[:2] == FORBIDDEN[:2]


def test_it_asks_what_was_done(active: RoundTable) -> None:
    asked = ask(active, REPORT, body={"result": "unconfirmed"})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/report", "#/result"]


def test_it_asks_for_the_version(active: RoundTable) -> None:
    on = active.commitment("Bea")

    asked = request(active.borough, "Bea", "post", REPORT.path(on), REPORT.given(active.borough))

    assert asked.refusal == UNCONDITIONAL


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert ask(active, REPORT, version=1).refusal == STALE


def test_it_can_be_tried_without_being_done(active: RoundTable) -> None:
    on = active.commitment("Bea")

    answer = active.borough.as_("Bea").post(
        f"{REPORT.path(on)}?dry_run=true", REPORT.given(active.borough), if_match=tag(on.version)
    )

    assert (answer.status_code, answer.json()["reported_result"]) == (200, "kept")
    assert Commitment.objects.get(id=on.id).reported_at is None
