from typing import Any, Final

from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out
from backend.forums.models import ItemKind
from backend.people.serializers import RecordedOut

# Escalations come by themselves: acknowledging one places it.
ADDED_BY_HAND: Final = [choice for choice in ItemKind.choices if choice[0] != ItemKind.ESCALATION]
MOST_ITEMS: Final = 1000
POSITION: Final = {"min_value": 1, "max_value": 32767}


class Summary(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=4000, multiline=True, **kwargs)


class AddAgendaItemIn(In):
    kind = fields.Choice(choices=ADDED_BY_HAND)
    title = fields.Char(max_length=300)
    summary = Summary(required=False)
    restricted = fields.Boolean(
        required=False, help_text="Then nobody outside the forum learns that it is there."
    )
    action = fields.UUID(
        source="action_id", required=False, help_text="Needed for an `action_review`."
    )
    deal = fields.UUID(
        source="deal_id",
        required=False,
        help_text="Needed for a `deal_endorsement`; one that everyone may read.",
    )

    example = {"kind": "decision", "title": "Open the Huyton hub"}


class AdmitUrgentItemIn(AddAgendaItemIn):
    urgency = Words(ask="Enter why it cannot wait for the next meeting")

    example = {
        "kind": "decision",
        "title": "Open the Huyton hub",
        "urgency": "The lease ends on Friday.",
    }


class WithdrawAgendaItemIn(In):
    reason = Words(ask="Enter why the item is withdrawn")


class AgendaItemOut(RecordedOut):
    meeting = fields.UUID(source="meeting_id")
    kind = fields.Choice(choices=ItemKind.choices)
    title = fields.Char(max_length=300)
    summary = Summary(allow_blank=True)
    restricted = fields.Boolean()
    position = fields.Integer(**POSITION)
    urgency = Words(allow_blank=True, help_text="Why the chair admitted it late.")
    escalation = fields.UUID(source="escalation_id", allow_null=True)
    action = fields.UUID(source="action_id", allow_null=True)
    deal = fields.UUID(source="deal_id", allow_null=True)
    reports = fields.UUID(
        source="reports_id",
        allow_null=True,
        help_text="The decision the chair took alone and reports here.",
    )
    placed_from = fields.UUID(
        source="placed_from_id", allow_null=True, help_text="The item whose place it took."
    )
    ended_at = fields.Instant(allow_null=True)


class FrozenItemOut(Out):
    item = fields.UUID()
    position = fields.Integer(**POSITION)
    kind = fields.Choice(choices=ItemKind.choices)
    title = fields.Char(max_length=300)
    summary = Summary(allow_blank=True)
    urgency = Words(allow_blank=True)


class AgendaVersionOut(RecordedOut):
    meeting = fields.UUID(source="meeting_id")
    restricted = fields.Boolean()
    number = fields.Integer(min_value=1, max_value=2**31 - 1)
    items = fields.List(child=FrozenItemOut(), max_length=MOST_ITEMS)
    published_at = fields.Instant()
