from typing import Any, Final  # members are of many types

from rest_framework import serializers

from backend.api import fields
from backend.api.serializers import In, Out
from backend.forums.models import SITTING, Presence
from backend.people.serializers import RecordedOut

COUNT: Final = {"min_value": 0, "max_value": 2**31 - 1}
MOST_MEMBERS: Final = 1000


class RecordAttendanceIn(In):
    member = fields.UUID(source="member_id")
    presence = fields.Choice(choices=Presence.choices)
    person = fields.UUID(
        source="person_id", required=False, help_text="Who sits there as `substitute`."
    )
    arrived_at = fields.Instant(required=False, help_text="Now, unless said.")
    left_at = fields.Instant(
        required=False,
        help_text="Ends the stay of whoever sits there, or tells of one that is over.",
    )

    example = {"member": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d", "presence": "present"}
    example_without = ("person",)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        presence = given["presence"]
        told = {}
        if presence == Presence.SUBSTITUTE and "person_id" not in given:
            told["person"] = [_detail("Enter who sits there for the member", "required")]
        if presence != Presence.SUBSTITUTE and "person_id" in given:
            told["person"] = [_detail("Leave the person out: only a substitute is named", UNFIT)]
        if presence not in SITTING:
            sentence = "Leave the time out: who did not come neither arrived nor left"
            times = [name for name in ("arrived_at", "left_at") if name in given]
            told |= {name: [_detail(sentence, UNFIT)] for name in times}
        if told:
            raise serializers.ValidationError(told)
        return given


UNFIT: Final = "not_with_the_others"


def _detail(sentence: str, code: str) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(sentence, code=code)


class AttendanceOut(RecordedOut):
    meeting = fields.UUID(source="meeting_id")
    member = fields.UUID(source="member_id")
    presence = fields.Choice(choices=Presence.choices)
    person = fields.UUID(
        source="person_id",
        allow_null=True,
        help_text="Who sat there: the member or their substitute.",
    )
    arrived_at = fields.Instant(allow_null=True)
    left_at = fields.Instant(
        allow_null=True, help_text="Null also of whoever stayed until the meeting was closed."
    )
    until = fields.Instant(
        source="stayed_until",
        allow_null=True,
        help_text="When they left or the meeting was closed; null while they are there.",
    )


class MemberRateOut(Out):
    """Of the meetings that were held while they were a member."""

    member = fields.UUID(source="member_id")
    meetings = fields.Integer(**COUNT)
    in_person = fields.Integer(**COUNT)
    by_substitute = fields.Integer(
        **COUNT, help_text="Only their substitute came; counted as attended."
    )
    apologies = fields.Integer(**COUNT)
    absent = fields.Integer(**COUNT, help_text="Of some nothing is on record.")
    rate = fields.Integer(
        min_value=0,
        max_value=100,
        allow_null=True,
        help_text="In whole percent; null when no meeting counts.",
    )


class AttendanceRatesOut(Out):
    forum = fields.UUID(source="forum_id")
    meetings = fields.Integer(
        **COUNT, help_text="Held and closed in that time; those cancelled do not count."
    )
    results = fields.List(child=MemberRateOut(), max_length=MOST_MEMBERS)
