from collections.abc import Sequence
from typing import Any  # answers are JSON

from django.db.models import QuerySet

from backend.deals.models import DealVersion, Signature
from backend.deals.serializers import signing
from backend.deals.verifying import verify
from backend.deals.views.base import OfDeal, Read
from backend.people.rows import Row


class ListDealVersions(OfDeal):
    operation_id = "list_deal_versions"
    summary = "List the versions of a deal that were put to its parties"
    model = DealVersion
    answers = signing.DealVersionOut
    orderings = ("number",)

    def rows(self) -> QuerySet[DealVersion]:
        # Says whether each is the current one.
        return super().rows().select_related("deal")


class GetDealVersion(Row, Read):
    operation_id = "get_deal_version"
    summary = "Read one version of a deal: its terms and their digest"
    model = DealVersion
    answers = signing.DealVersionOut
    related = ("deal",)


class ListDealSignatures(OfDeal):
    operation_id = "list_deal_signatures"
    summary = "List the signatures to all versions of a deal"
    model = Signature
    answers = signing.SignatureOut
    belongs_by = "deal_version__deal_id"
    orderings = ("signed_at",)

    def rows(self) -> QuerySet[Signature]:
        # Each is verified against the terms of its version.
        return super().rows().select_related("deal_version__deal")

    def represent(self, rows: Sequence[Signature], names: Sequence[str]) -> list[Any]:
        verify(rows)
        return super().represent(rows, names)


class GetSignature(Row, Read):
    operation_id = "get_signature"
    summary = "Read one signature, and whether it holds"
    model = Signature
    answers = signing.SignatureOut
    related = ("deal_version__deal",)

    def one(self) -> Signature:
        found: Signature = super().one()
        verify([found])
        return found
