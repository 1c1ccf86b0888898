"""A deal that was active, amended and sent back: what was agreed is open again."""

from backend.deals import operations as deals
from tests.actions.questions import MALFORMED
from tests.deals.delivering import AMEND, REPORT, WITHDRAW, amend_bea_s, ask, report
from tests.deals.round_table import RoundTable


def declined(table: RoundTable) -> RoundTable:
    amend_bea_s(table)
    table.move("Una", deals.decline_deal, party_id=table.seats["Una"].id, reason="Not so.")
    return table


def test_it_keeps_what_was_agreed_complete(active: RoundTable) -> None:
    declined(active)

    asked = ask(active, AMEND, body={"measure": "", "due_on": None, "owner": None})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/due_on", "#/measure", "#/owner"])


def test_it_forgets_a_report_of_another_promise(active: RoundTable) -> None:
    report(active, "Remy")
    declined(active)
    kept_until_now = active.commitment("Remy").reported_result

    asked = ask(active, AMEND, "Remy", on=active.commitment("Remy"))

    assert kept_until_now == "kept"
    assert (asked.status, asked.body["reported_result"], asked.body["reported_at"]) == (
        200,
        None,
        None,
    )


def test_it_ends_what_was_agreed_for_good(active: RoundTable) -> None:
    """Withdrawn while the amended deal was open again, it is owed no more when that is signed."""
    declined(active)
    ask(active, WITHDRAW, "Remy", on=active.commitment("Remy"))

    asked = ask(active, REPORT, "Remy", on=active.commitment("Remy"))

    assert asked.unmet == ["commitment_withdrawn", "deal_not_active"]
