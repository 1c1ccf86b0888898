from typing import Any

from backend.api import fields
from backend.audit.canonical import LARGEST_INTEGER
from backend.deals.models import FundKind
from backend.people.serializers import DocumentedIn, DocumentedOut


class Pence(fields.Integer):
    def __init__(self, *, min_value: int = 1, **kwargs: Any) -> None:  # Any: DRF's own
        kwargs.setdefault("help_text", "In pence.")
        super().__init__(min_value=min_value, max_value=LARGEST_INTEGER, **kwargs)


class AddFundIn(DocumentedIn):
    title = fields.Char(max_length=300)
    kind = fields.Choice(choices=FundKind.choices)
    amount = Pence()
    is_at_least = fields.Boolean(required=False, help_text="There is more of it than `amount`.")
    organisation = fields.UUID(source="organisation_id", required=False)

    example = {"title": "Better Together small grants", "kind": "grant_fund", "amount": 100_000_000}


class FundOut(DocumentedOut):
    title = fields.Char(max_length=300)
    kind = fields.Choice(choices=FundKind.choices)
    amount = Pence()
    is_at_least = fields.Boolean()
    organisation = fields.UUID(source="organisation_id", allow_null=True)
    approved = Pence(min_value=0, help_text="What its grants were approved for, in pence.")
    left = Pence(min_value=0, help_text="`amount` without `approved`, in pence.")


class AddSupportedProjectIn(DocumentedIn):
    title = fields.Char(max_length=300)

    example = {"title": "Residents and businesses tidy an area together"}


class SupportedProjectOut(DocumentedOut):
    fund = fields.UUID(source="fund_id")
    title = fields.Char(max_length=300)
