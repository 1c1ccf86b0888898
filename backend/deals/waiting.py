"""What waits for a fund's holder and for an applicant."""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from backend.deals.models import Grant, GrantState
from backend.deals.policy import FUND_HOLDER, REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting

# By the state of a grant: what waits, and since when.
FOR_THE_HOLDER: Final = {
    GrantState.APPLIED.value: ("grant_to_decide", "applied_at"),
    GrantState.APPROVED.value: ("grant_to_pay", "decided_at"),
}
FOR_THE_APPLICANT: Final = {GrantState.PAID.value: ("grant_to_account_for", "paid_at")}


def waiting_grants(identity: Identity, on: date) -> list[Waiting]:
    """One statement for each of the two roles, and none for whoever holds neither."""
    held, own = identity.objects_held(FUND_HOLDER), identity.objects_held(REPRESENTATIVE)
    found: list[Waiting] = []
    if held:
        found += _waiting(identity, FOR_THE_HOLDER, fund__in=held)
    if own:
        found += _waiting(identity, FOR_THE_APPLICANT, applicant__in=own)
    return found


def _waiting(
    identity: Identity, kinds: dict[str, tuple[str, str]], **whose: Collection[UUID]
) -> list[Waiting]:
    grants = Grant.objects.visible_to(identity).filter(state__in=kinds, **whose)
    return [
        Waiting(
            kinds[one.state][0],
            Grant.subject_type,
            one.id,
            one.title,
            getattr(one, kinds[one.state][1]),
        )
        for one in grants.order_by("applied_at", "id")[:AT_MOST]
    ]
