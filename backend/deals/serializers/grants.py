from typing import Any  # members are of many types

from rest_framework import serializers

from backend.api import fields
from backend.api.serializers import In, Out
from backend.deals.models import GrantState
from backend.deals.serializers.funds import Pence
from backend.people.serializers import DocumentedIn, DocumentedOut
from backend.people.transitions import Explanation


class Purpose(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=2000, multiline=True, **kwargs)


class Account(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=4000, multiline=True, **kwargs)


class ApplyForGrantIn(DocumentedIn):
    fund = fields.UUID(source="fund_id")
    applicant = fields.UUID(source="applicant_id")
    title = fields.Char(max_length=300)
    purpose = Purpose(ask="Enter what the money is for")
    applied = Pence(help_text="How much is asked for, in pence.")
    deal = fields.UUID(source="deal_id", required=False, help_text="This or `action`.")
    action = fields.UUID(source="action_id", required=False, help_text="This or `deal`.")

    example = {
        "fund": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "applicant": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3e",
        "title": "Paint and tools for the youth centre",
        "purpose": "Young people paint their own centre in the summer holidays.",
        "applied": 150_000,
        "action": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3f",
    }

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("deal_id" in given) == ("action_id" in given):
            sentence = "Say which deal or which action the money is for, and not both"
            told = serializers.ErrorDetail(sentence, code="exactly_one")
            raise serializers.ValidationError({"deal": [told]})
        return given


class ApproveGrantIn(In):
    amount = Pence(
        required=False, help_text="In pence, up to what was applied for; all of it unless said."
    )

    example = {"amount": 120_000}


class RefuseGrantIn(In):
    reason = Purpose(ask="Enter why the grant is refused")

    example = {"reason": "The fund does not pay for running costs."}


class PayGrantIn(In):
    payment_reference = fields.Char(
        max_length=100, ask="Enter the payment as the fund's own books know it"
    )

    example = {"payment_reference": "BACS 2026-11-30/0417"}


class AccountForGrantIn(In):
    spent = Pence(min_value=0, help_text="In pence, up to what was approved.")
    statement = Account(ask="Enter what became of the money")

    example = {"spent": 118_250, "statement": "Thirty young people painted four rooms."}


class GrantOut(DocumentedOut):
    fund = fields.UUID(source="fund_id")
    applicant = fields.UUID(source="applicant_id")
    deal = fields.UUID(source="deal_id", allow_null=True)
    action = fields.UUID(source="action_id", allow_null=True)
    title = fields.Char(max_length=300)
    purpose = Purpose()
    applied = Pence(help_text="How much was asked for, in pence.")
    approved = Pence(allow_null=True)
    spent = Pence(min_value=0, allow_null=True)
    state = fields.Choice(choices=GrantState.choices)
    applied_at = fields.Instant()
    decided_at = fields.Instant(allow_null=True)
    paid_at = fields.Instant(allow_null=True)
    payment_reference = fields.Char(max_length=100, allow_blank=True)
    accounted_at = fields.Instant(allow_null=True)
    account = Account(allow_blank=True)


class GrantExplainedOut(Explanation):
    states = GrantState.choices


class AllGrantsExplainedOut(Out):
    results = fields.List(child=GrantExplainedOut(), max_length=20)
