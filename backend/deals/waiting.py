"""What waits for whoever acts for a party, owns or judges a commitment, holds a fund or applied to
one.
"""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from backend.deals.answering import last_day_to_answer
from backend.deals.models import (
    Commitment,
    CommitmentState,
    Deal,
    DealState,
    DealVersion,
    Grant,
    GrantState,
    Party,
)
from backend.deals.policy import FUND_HOLDER, REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting

# By the state of a grant: what waits, and since when.
FOR_THE_HOLDER: Final = {
    GrantState.APPLIED.value: ("grant_to_decide", "applied_at"),
    GrantState.APPROVED.value: ("grant_to_pay", "decided_at"),
}
LONGEST_TITLE: Final = 300
FOR_THE_APPLICANT: Final = {GrantState.PAID.value: ("grant_to_account_for", "paid_at")}


def waiting_deals(identity: Identity, on: date) -> list[Waiting]:
    """One statement per kind, and each kind at most once per deal."""
    organisations = identity.objects_held(REPRESENTATIVE)
    if not organisations:
        return []
    seats = Party.objects.filter(
        deal=OuterRef("deal_id"), organisation__in=organisations, ended_at=None
    ).exclude(agreed_number=OuterRef("number"))
    return [
        *_versions(identity, "deal_to_sign", Exists(seats.filter(must_sign=True)), Q()),
        *_versions(
            identity,
            "deal_to_consider",
            Exists(seats.filter(must_sign=False)),
            Q(object_by__gte=on),
        ),
    ]


def _versions(identity: Identity, kind: str, seated: Exists, open_until: Q) -> list[Waiting]:
    versions = DealVersion.objects.visible_to(identity).filter(
        seated, open_until, deal__state=DealState.SIGNING, number=F("deal__current_number")
    )
    return [
        Waiting(
            kind,
            Deal.subject_type,
            version.deal_id,
            version.deal.title,
            version.frozen_at,
            version.object_by if kind == "deal_to_consider" else None,
        )
        for version in versions.select_related("deal").order_by("frozen_at", "id")[:AT_MOST]
    ]


def waiting_grants(identity: Identity, on: date) -> list[Waiting]:
    """One statement for each of the two roles, and none for whoever holds neither."""
    held, own = identity.objects_held(FUND_HOLDER), identity.objects_held(REPRESENTATIVE)
    found: list[Waiting] = []
    if held:
        found += _grants(identity, FOR_THE_HOLDER, fund__in=held)
    if own:
        found += _grants(identity, FOR_THE_APPLICANT, applicant__in=own)
    return found


def _grants(
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


def waiting_commitments(identity: Identity, on: date) -> list[Waiting]:
    """One statement for both kinds: what was reported waits for its judge alone."""
    owned = Q(owner_id=identity.id, due_on__lte=on, reported_at=None)
    judges = identity.objects_held(REPRESENTATIVE)
    judged = Q(
        counterparty__organisation__in=judges,
        counterparty__ended_at=None,
        reported_at__isnull=False,
    )
    if identity.audiences.everything:
        # Who examines the record adds nothing to it, even where they are named.
        return []
    rows = Commitment.objects.visible_to(identity).filter(
        owned | judged,
        state=CommitmentState.AGREED,
        ended_at=None,
        deal__state=DealState.ACTIVE,
    )
    return [_told(one) for one in rows.select_related("deal").order_by("due_on", "id")[:AT_MOST]]


def _told(one: Commitment) -> Waiting:
    is_reported = one.reported_at is not None
    return Waiting(
        "delivery_to_judge" if is_reported else "delivery_to_report",
        Commitment.subject_type,
        one.id,
        # A title is shorter than a commitment may be.
        one.text[:LONGEST_TITLE],
        one.reported_at,
        last_day_to_answer(one) if is_reported else one.due_on,
    )
