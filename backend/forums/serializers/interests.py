from typing import Any

from backend.api import fields
from backend.api.serializers import In
from backend.people.serializers import RecordedOut


class Nature(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=2000, multiline=True, **kwargs)


class DeclareInterestIn(In):
    nature = Nature(ask="Enter what the member has at stake")
    disqualifies = fields.Boolean(
        required=False,
        help_text="Keeps the member from the vote and the quorum of this item; true unless said.",
    )
    member = fields.UUID(
        source="member_id",
        required=False,
        help_text="For the secretary, and for who stands in for several members.",
    )

    example = {"nature": "Is a trustee of the landlord.", "disqualifies": True}


class InterestOut(RecordedOut):
    item = fields.UUID(source="item_id")
    member = fields.UUID(source="member_id")
    nature = Nature()
    disqualifies = fields.Boolean()
    declared_by = fields.UUID(source="declared_by_id")
    declared_at = fields.Instant()
