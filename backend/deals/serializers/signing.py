from collections.abc import Mapping
from typing import Any  # terms are JSON

from backend.actions.serializers.actions import Words
from backend.actions.serializers.parts import OF_A_REPORT, SHA256
from backend.api import fields
from backend.api.serializers import Out
from backend.deals.models import PartyKind
from backend.deals.serializers.deals import MOST_CHANGES, NUMBER, NoticeDays
from backend.people.serializers import RecordedOut

MOST_PARTS = 1000


class AgreedPrincipleOut(Out):
    principle = fields.UUID()
    title = fields.Char(max_length=300)


class AgreedPartyOut(Out):
    party = fields.UUID()
    organisation = fields.UUID()
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=PartyKind.choices)


class PromiseOut(Out):
    commitment = fields.UUID()
    party = fields.UUID()
    text = Words()
    measure = fields.Char(max_length=500)
    due_on = fields.Date(allow_null=True)
    owner = fields.UUID(allow_null=True)
    counterparty = fields.UUID(allow_null=True)
    conditions = fields.List(child=fields.UUID(), max_length=MOST_CHANGES)


class TermsOut(Out):
    format = fields.Char(max_length=40, sample="accord.deal.v1")
    deal = fields.UUID()
    number = fields.Integer(**NUMBER)
    title = fields.Char(max_length=200)
    goal = Words()
    starts_on = fields.Date()
    ends_on = fields.Date()
    notice_days = NoticeDays()
    principles = fields.List(child=AgreedPrincipleOut(), max_length=MOST_PARTS)
    parties = fields.List(child=AgreedPartyOut(), max_length=MOST_PARTS)
    commitments = fields.List(child=PromiseOut(), max_length=MOST_PARTS)

    def to_representation(self, instance: Mapping[str, Any]) -> Any:
        # As frozen, whatever this shape becomes later: a reader recomputes the digest from it.
        return instance


class Digest(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=64, pattern=SHA256, sample=OF_A_REPORT, **kwargs)


class DealVersionOut(RecordedOut):
    deal = fields.UUID(source="deal_id")
    number = fields.Integer(**NUMBER)
    is_current = fields.Boolean()
    digest = Digest(help_text="SHA-256 of the canonical JSON (RFC 8785) of `terms`, in hex.")
    frozen_at = fields.Instant()
    reason = Words(allow_blank=True)
    object_by = fields.Date(
        allow_null=True, help_text="The last day to decline for those who need not sign."
    )
    terms = TermsOut()


class SignatureOut(RecordedOut):
    deal = fields.UUID(source="deal_version.deal_id")
    deal_version = fields.UUID(source="deal_version_id")
    for_version = fields.Integer(**NUMBER, source="deal_version.number")
    party = fields.UUID(source="party_id")
    party_name = fields.Char(max_length=200)
    signatory = fields.Char(max_length=200)
    capacity = fields.Char(max_length=200)
    entered_by = fields.UUID(source="entered_by_id")
    digest = Digest()
    signed_at = fields.Instant()
    on_paper = fields.Boolean()
    evidence = Words(allow_blank=True)
    evidence_sha256 = Digest(allow_blank=True)
    is_current = fields.Boolean(
        help_text="Whether the version it is for is being signed or in force."
    )
    is_verified = fields.Boolean(
        help_text="Recomputed just now: the terms have the digest of version and signature."
    )
