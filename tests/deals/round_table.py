"""A deal to test with, around one table: the council, a business, a community group and residents.

Rhea represents the council and facilitates; Bea represents the bakery, Una the friends of the
park, Remy the residents. Rob's housing trust is not at the table. Everything is made by the
operations themselves.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any  # the same for operations of many shapes
from uuid import UUID

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.deals import operations as deals
from backend.deals.models import Commitment, Deal, DealVersion, Party
from backend.people import operations as people
from backend.people.models import Organisation
from tests.borough import Borough

STARTS = date(2026, 12, 1)
ENDS = date(2028, 3, 31)
DUE = date(2027, 6, 30)
# Whose organisation, its name and kind.
AT_THE_TABLE = {
    "Bea": ("Prescot Bakery", "business"),
    "Una": ("Friends of Court Hey Park", "community_group"),
    "Remy": ("Residents of Page Moss", "resident_cohort"),
}


@dataclass
class RoundTable:
    """`deal` and all the rest as they were last made; `fresh` reads them again."""

    borough: Borough
    deal: Deal
    organisations: dict[str, Organisation]
    seats: dict[str, Party] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    def act(self, name: str, operation: Any, /, **given: Any) -> Any:
        return self.borough.act(name, operation, **given)

    def fresh(self) -> Deal:
        self.deal = Deal.objects.get(id=self.deal.id)
        return self.deal

    def commitment(self, name: str) -> Commitment:
        return Commitment.objects.get(id=self.commitments[name].id)

    def seat(self, name: str) -> Party:
        return Party.objects.get(id=self.seats[name].id)

    def move(self, name: str, operation: Any, /, **given: Any) -> Deal:
        """One move of the deal, of the version on record."""
        self.act(name, operation, deal_id=self.deal.id, version=self.fresh().version, **given)
        return self.fresh()

    def digest(self) -> str:
        current = self.fresh().current_number
        return DealVersion.objects.get(deal=self.deal, number=current).digest

    def sign(self, name: str) -> Deal:
        return self.move(
            name,
            deals.sign_deal,
            party_id=self.seats[name].id,
            digest=self.digest(),
            capacity="Chair",
        )


def signed_by(table: RoundTable, *names: str) -> None:
    for name in names:
        table.sign(name)


def left_by(table: RoundTable, *names: str) -> None:
    for name in names:
        table.move(name, deals.leave_deal, party_id=table.seats[name].id, reason="We move away.")


def later(table: RoundTable, days: int) -> None:
    """The clock's round of that day."""
    at = now() + timedelta(days=days)
    with unit_of_work(by=clock_in(table.deal.partnership_id, at), at=at) as unit:
        deals.run_deal_round(unit)


def people_at_the_table(borough: Borough) -> dict[str, Organisation]:
    """Their organisations, by the name of whoever represents each; made once in a borough."""
    made: dict[str, Organisation] = {"Rhea": borough.council, "Rob": borough.housing}
    if borough.profiles.keys() >= AT_THE_TABLE.keys():
        ids = {name: borough.profiles[name].organisation_id for name in AT_THE_TABLE}
        known = Organisation.objects.in_bulk([*ids.values()])
        return made | {name: known[on] for name, on in ids.items() if on is not None}
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        for name, (title, kind) in AT_THE_TABLE.items():
            made[name] = people.add_organisation(unit, name=title, kind=kind)
            borough.profiles[name] = people.add_person(
                unit,
                kind="person",
                name=name,
                email=f"{name.lower()}@knowsley.test",
                organisation_id=made[name].id,
            )
            people.appoint(
                unit,
                actor_id=borough.actor_id(name),
                role="representative",
                on_id=made[name].id,
            )
    return made


def drafted(borough: Borough, notice_days: int = 0) -> RoundTable:
    """By Rhea, with the council as its only party."""
    organisations = people_at_the_table(borough)
    deal = borough.act(
        "Rhea",
        deals.draft_deal,
        title="A park for everyone",
        goal="Court Hey Park is safe and used by all ages.",
        starts_on=STARTS,
        ends_on=ENDS,
        notice_days=notice_days,
    )
    table = RoundTable(borough, deal, organisations)
    table.seats["Rhea"] = Party.objects.get(deal=deal)
    return table


def gathered(borough: Borough, notice_days: int = 0) -> RoundTable:
    """In draft, with all four at the table."""
    table = drafted(borough, notice_days)
    for name in AT_THE_TABLE:
        table.seats[name] = table.act(
            "Rhea",
            deals.add_party,
            deal_id=table.deal.id,
            organisation_id=table.organisations[name].id,
        )
    return table


def opened(borough: Borough, notice_days: int = 0) -> RoundTable:
    table = gathered(borough, notice_days)
    table.move("Rhea", deals.open_deal)
    return table


def offered(borough: Borough, notice_days: int = 0) -> RoundTable:
    """Open; each has committed to something, judged by the next, and Una's depends on Bea's."""
    table = opened(borough, notice_days)
    judges = {"Rhea": "Bea", "Bea": "Una", "Una": "Remy", "Remy": "Rhea"}
    for name, judge in judges.items():
        offer(table, name, judge)
    return table


PROMISES = {
    "Rhea": "Keep the paths lit until ten",
    "Bea": "Give the bread of the day before to the park's larder",
    "Una": "Run the larder on Saturdays",
    "Remy": "Plant and water the beds",
}


def offer(table: RoundTable, name: str, judge: str, **given: Any) -> Commitment:
    relies_on: list[UUID] = [table.commitments["Bea"].id] if name == "Una" else []
    promise = {
        "text": PROMISES[name],
        "measure": "Seen every month by those who use the park",
        "due_on": DUE,
        "owner_id": table.borough.actor_id(name),
        "counterparty_id": table.seats[judge].id,
        "conditions": relies_on,
        **given,
    }
    made: Commitment = table.act(
        name,
        deals.offer_commitment,
        deal_id=table.deal.id,
        party_id=table.seats[name].id,
        **promise,
    )
    table.commitments[name] = made
    return made


def signing(borough: Borough, notice_days: int = 0) -> RoundTable:
    table = offered(borough, notice_days)
    table.move("Rhea", deals.call_for_signatures)
    return table


def active(borough: Borough, notice_days: int = 0) -> RoundTable:
    table = signing(borough, notice_days)
    signed_by(table, *table.seats)
    return table


def settled(table: RoundTable, *names: str) -> None:
    """What these promised is released; what everybody promised, unless said."""
    for name in names or table.seats:
        table.act(
            "Rhea",
            deals.release_commitment,
            commitment_id=table.commitments[name].id,
            version=table.commitment(name).version,
            reason="The park was given another.",
        )


def fulfilled(borough: Borough) -> RoundTable:
    table = active(borough)
    settled(table)
    table.move("Rhea", deals.fulfil_deal)
    return table


def ended(borough: Borough) -> RoundTable:
    table = active(borough)
    table.move("Rhea", deals.end_deal, reason="The park is sold.")
    return table


# With all four at the table.
TABLE_IN = {
    "draft": gathered,
    "open": offered,
    "signing": signing,
    "active": active,
    "fulfilled": fulfilled,
    "ended": ended,
}
