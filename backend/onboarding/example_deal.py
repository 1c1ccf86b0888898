"""One deal to look at, in force between two parties. The documents define deals and list none, so
this one is made up, and says so wherever it is read.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final  # operations give back what they made
from uuid import UUID

from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals import operations
from backend.deals.models import Deal, DealVersion, Party
from backend.onboarding.cast import BETTER_TOGETHER, COUNCIL, HOUSING, Part, part_of
from backend.onboarding.demonstration import acting_as, profile_of
from backend.people.models import Organisation
from backend.people.operator import operator_in

REFERENCE: Final = "example-deal"
MADE_UP: Final = "Made up for the demonstration: the documents define deals and list none."
TITLE: Final = "Demo: warm and tidy together"
GOAL: Final = "Nobody in the estate is cold this winter, and its green is looked after."
DAYS: Final = 365
PROMISES: Final = {
    COUNCIL: ("Check the heating of every home that asks", "Every request visited within a week"),
    HOUSING: ("Bring gardeners to the estate's green each month", "The green is cut each month"),
}
# Who judges whether the other kept it.
JUDGE_OF: Final = {COUNCIL: HOUSING, HOUSING: COUNCIL}


def make_the_example_deal() -> None:
    """Once: a later run finds it, whatever has become of it."""
    if Deal.objects.filter(partnership__slug=BETTER_TOGETHER, reference=REFERENCE).exists():
        return
    council, housing = part_of("representative"), part_of("housing_representative")
    deal = _draft(council)
    acting_as(council, _invite, deal=deal)
    for part in (council, housing):
        acting_as(part, _offer, deal=deal)
    acting_as(council, _move, operation=operations.call_for_signatures, deal=deal)
    for part in (council, housing):
        acting_as(part, _sign, deal=deal)


def _draft(facilitator: Part) -> Deal:
    """By the operator, who gives references; for the council, whose representative goes on."""
    at = now()
    with unit_of_work(by=operator_in(facilitator.partnership, at), at=at) as unit:
        council = Organisation.objects.get(
            partnership_id=unit.by.partnership_id, reference=facilitator.organisation
        )
        return operations.draft_deal(
            unit,
            title=TITLE,
            goal=GOAL,
            starts_on=unit.on,
            ends_on=unit.on + timedelta(days=DAYS),
            notice_days=30,
            organisation_id=council.id,
            facilitator_id=profile_of(facilitator).actor_id,
            reference=REFERENCE,
            source=MADE_UP,
        )


def _invite(unit: Unit, deal: Deal) -> None:
    housing = Organisation.objects.get(partnership_id=deal.partnership_id, reference=HOUSING)
    operations.add_party(unit, deal_id=deal.id, organisation_id=housing.id)
    operations.open_deal(unit, deal_id=deal.id, version=deal.version)


def _offer(unit: Unit, deal: Deal) -> None:
    own = _own_seat(unit, deal)
    reference = str(own.organisation.reference)
    judge = Party.objects.get(deal=deal, organisation__reference=JUDGE_OF[reference])
    text, measure = PROMISES[reference]
    operations.offer_commitment(
        unit,
        deal_id=deal.id,
        party_id=own.id,
        text=text,
        measure=measure,
        due_on=unit.on + timedelta(days=DAYS // 2),
        owner_id=unit.by.id,
        counterparty_id=judge.id,
    )


def _own_seat(unit: Unit, deal: Deal) -> Party:
    seats = Party.objects.select_related("organisation").filter(deal=deal)
    return seats.get(organisation=unit.by.organisation_id)


def _move(unit: Unit, operation: Callable[..., Any], deal: Deal) -> None:
    operation(unit, deal_id=deal.id, version=_version(deal.id))


def _version(deal_id: UUID) -> int:
    return Deal.objects.get(id=deal_id).version


def _sign(unit: Unit, deal: Deal) -> None:
    operations.sign_deal(
        unit,
        deal_id=deal.id,
        version=_version(deal.id),
        party_id=_own_seat(unit, deal).id,
        digest=DealVersion.objects.get(deal=deal, number=1).digest,
        capacity="Representative",
    )
