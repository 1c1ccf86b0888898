"""Many commitments of one deal, each brought to where a test wants it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import time_machine

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.deals.models import Commitment
from backend.deals.operations.delivery import let_stand_unconfirmed
from tests.deals.round_table import RoundTable

FOUNDED: Final = datetime(2027, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Fate:
    """What became of one commitment; without `reported_on` nobody said anything."""

    due_on: date
    reported_on: date | None = None
    result: str = "kept"
    # confirmed, unconfirmed, released, or the other result that was found; None: nobody answered.
    verdict: str | None = None
    is_condition_unmet: bool = False


def befall(table: RoundTable, *fates: Fate, name: str = "Bea") -> None:
    for place, fate in enumerate(fates):
        _befall(table, name, f"Loaf {place}", fate)


def _befall(table: RoundTable, name: str, text: str, fate: Fate) -> None:
    with unit_of_work(by=table.borough.who("Rhea"), at=now()) as unit:
        commitment = Commitment(
            partnership=table.borough.partnership,
            deal=table.deal,
            party=table.seats[name],
            counterparty=table.seats["Una"],
            owner_id=table.borough.actor_id(name),
            text=text,
            measure="Counted",
            due_on=fate.due_on,
            condition_unmet_at=now() if fate.is_condition_unmet else None,
        )
        unit.record("commitment.offered", commitment)
        commitment.agree()
        unit.record("commitment.agreed", commitment)
    _report(table, commitment, fate)
    _answer(table, commitment, fate)


def _report(table: RoundTable, commitment: Commitment, fate: Fate) -> None:
    if fate.reported_on is None:
        return
    noon = datetime.combine(fate.reported_on, datetime.min.time(), tzinfo=UTC).replace(hour=12)
    with (
        time_machine.travel(noon, tick=False),
        unit_of_work(by=table.borough.who("Bea"), at=now()) as unit,
    ):
        commitment.report_delivery(result=fate.result, report="Seen.", at=unit.at)
        unit.record("commitment.delivery_reported", commitment)


def _answer(table: RoundTable, commitment: Commitment, fate: Fate) -> None:
    if fate.verdict is None:
        return
    at = now()
    with unit_of_work(by=clock_in(table.borough.partnership.id, at), at=at) as unit:
        if fate.verdict == "unconfirmed":
            let_stand_unconfirmed(unit, commitment=commitment)
        elif fate.verdict == "released":
            commitment.release(at=unit.at)
            unit.record("commitment.released", commitment)
        elif fate.verdict == "confirmed":
            commitment.confirm_delivery(at=unit.at, answer="")
            unit.record("commitment.delivery_confirmed", commitment)
        else:
            commitment.dispute_delivery(result=fate.verdict, at=unit.at, answer="No.")
            unit.record("commitment.delivery_disputed", commitment)
