"""What is asked of commitments: each operation as a request that succeeds on Bea's.

Bea owns it and represents its party, Una judges it, and Una's own depends on it. Rhea facilitates.
"""

from typing import Any, Final  # bodies are JSON

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.deals import operations as deals
from backend.deals.models import Commitment
from tests.actions.questions import Asked, Body, Deed
from tests.actions.subjects import nothing
from tests.borough import Borough
from tests.deals.round_table import RoundTable

ON: Final = "/commitments/{id}"


def _deed(operation: str, address: str, by: str, given: Body, method: str = "post") -> Deed:
    return Deed(operation, f"{ON}{address}", by, nothing, lambda _: given, method=method)


AMEND: Final = _deed("amend_commitment", "", "Bea", {"text": "Give all bread"}, method="patch")
WITHDRAW: Final = _deed("withdraw_commitment", "/withdraw", "Bea", {"reason": "The oven broke."})
REPORT: Final = _deed(
    "report_delivery",
    "/report-delivery",
    "Bea",
    {"result": "kept", "report": "Bread came every Saturday."},
)
CONFIRM: Final = _deed("confirm_delivery", "/confirm-delivery", "Una", {"answer": "It did."})
DISPUTE: Final = _deed(
    "dispute_delivery",
    "/dispute-delivery",
    "Una",
    {"result": "not_kept", "answer": "None came since May."},
)
RELEASE: Final = _deed(
    "release_commitment", "/release", "Rhea", {"reason": "The bakery has closed."}
)


def ask(table: RoundTable, deed: Deed, who: str | None = None, **given: Any) -> Asked:
    """On Bea's commitment as it is on record, unless another is given."""
    on = given.pop("on", None) or table.commitment("Bea")
    return deed.ask(table.borough, who, on=on, **given)


def report(table: RoundTable, name: str = "Bea", result: str = "kept") -> Commitment:
    """By its owner, whoever's name it has."""
    on = table.commitment(name)
    table.act(
        name,
        deals.report_delivery,
        commitment_id=on.id,
        version=on.version,
        result=result,
        report="Seen by everyone.",
    )
    return table.commitment(name)


def confirm(table: RoundTable, name: str = "Bea", judge: str = "Una") -> Commitment:
    on = table.commitment(name)
    table.act(judge, deals.confirm_delivery, commitment_id=on.id, version=on.version)
    return table.commitment(name)


def release(table: RoundTable, name: str = "Bea") -> Commitment:
    on = table.commitment(name)
    given = {"commitment_id": on.id, "version": on.version, "reason": "It has closed."}
    table.act("Rhea", deals.release_commitment, **given)
    return table.commitment(name)


def amend_bea_s(table: RoundTable) -> None:
    """The deal is then signed anew, and meanwhile nobody judges."""
    changed = deals.Changed(table.commitments["Bea"].id, {"text": "Give all bread"})
    table.move(
        "Rhea",
        deals.amend_deal,
        amendment=deals.Amendment(deal={}, changed=[changed]),
        objection_days=10,
        reason="More people come.",
    )


def work_round(borough: Borough) -> bool:
    """Now. Whether there is more of it."""
    at = now()
    with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
        return deals.run_deal_round(unit)
