from typing import Any  # members are of many types

from rest_framework import serializers

from backend.api import fields
from backend.api.serializers import In
from backend.people.serializers import RecordedOut


class MinutesText(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=50_000, multiline=True, **kwargs)


class CorrectionText(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=4000, multiline=True, **kwargs)


class WriteMinutesIn(In):
    text = MinutesText(ask="Enter what is minuted")
    restricted = fields.Boolean(
        required=False, help_text="Of the part for the forum alone; false unless said."
    )

    example = {"text": "1. Apologies were received.\n2. The Board agreed the lease."}


class ApproveMinutesIn(In):
    at_meeting = fields.UUID(
        source="at_meeting_id",
        required=False,
        help_text="A later meeting of the forum, in session; this or `procedure`.",
    )
    procedure = fields.Char(
        max_length=2000,
        multiline=True,
        required=False,
        help_text="How they were approved in writing; this or `at_meeting`.",
    )

    example = {"procedure": "Agreed by e-mail of all members on 3 June 2026."}
    example_without = ("at_meeting",)
    members = (1, 1)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if ("at_meeting_id" in given) == ("procedure" in given):
            sentence = "Say at which meeting or by which procedure, and not both"
            told = serializers.ErrorDetail(sentence, code="exactly_one")
            raise serializers.ValidationError({"at_meeting": [told]})
        return given


class CorrectMinutesIn(In):
    text = CorrectionText(ask="Enter what is to be corrected")
    capacity = fields.Char(max_length=200, ask="Enter in which capacity you sign")

    example = {"text": "Item 2: the lease runs for ten years.", "capacity": "Chair of the Board"}


class MinutesOut(RecordedOut):
    meeting = fields.UUID(source="meeting_id")
    restricted = fields.Boolean()
    text = MinutesText()
    written_at = fields.Instant()


class MinutesCorrectionOut(RecordedOut):
    minutes = fields.UUID(source="minutes_id")
    text = CorrectionText()
    signed_by = fields.UUID(source="signed_by_id")
    capacity = fields.Char(max_length=200)
    signed_at = fields.Instant()
