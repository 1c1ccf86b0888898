"""What waits for whoever acts for a party: a version to sign, or one to decline or let pass."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from backend.deals.models import Deal, DealState, DealVersion, Party
from backend.deals.policy import REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting


def waiting_deals(identity: Identity, on: date) -> list[Waiting]:
    """One statement per kind, and each kind at most once per deal."""
    organisations = identity.objects_held(REPRESENTATIVE)
    if not organisations:
        return []
    seats = Party.objects.filter(
        deal=OuterRef("deal_id"), organisation__in=organisations, ended_at=None
    ).exclude(agreed_number=OuterRef("number"))
    return [
        *_told(identity, "deal_to_sign", Exists(seats.filter(must_sign=True)), Q()),
        *_told(
            identity,
            "deal_to_consider",
            Exists(seats.filter(must_sign=False)),
            Q(object_by__gte=on),
        ),
    ]


def _told(identity: Identity, kind: str, seated: Exists, open_until: Q) -> list[Waiting]:
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
