from typing import Any, Final  # Any: checked items

from backend.actions.serializers.moves import VERSION, ProblemOut
from backend.api import fields
from backend.api.serializers import In, Out, refuse_repeated
from backend.sync.models import Field, Outcome
from backend.sync.serializers.items import LONGEST_ID, FieldOutcomeOut, SyncActionIn

MOST_ITEMS: Final = 1_000


class SyncOneIn(SyncActionIn):
    external_id = fields.Char(max_length=LONGEST_ID)
    if_version = fields.Integer(
        **VERSION,
        required=False,
        help_text="The version of the action as the source read it last; older ones are refused. "
        "Whoever has read what Accord has is in no conflict with it.",
    )

    example = {"external_id": "YTH-7", **SyncActionIn.example}
    example_without = ("sequence", "risk", "action", "lead", "if_version")  # type: ignore[assignment]  # one more


class SyncActionsIn(In):
    mode = fields.Choice(choices=["each", "atomic"])
    items = fields.List(child=SyncOneIn(), min_length=1, max_length=MOST_ITEMS)

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Which of two comes first would be for the reader to guess."""
        ids = [item["external_id"] for item in items]
        refuse_repeated(ids, "external_id", "Send each action once")
        return items


class OneSyncedOut(Out):
    index = fields.Integer(min_value=0, max_value=MOST_ITEMS - 1)
    external_id = fields.Char(max_length=LONGEST_ID)
    status = fields.Integer(min_value=200, max_value=499)
    outcome = fields.Choice(choices=Outcome.choices)
    action = fields.UUID(allow_null=True)
    version = fields.Integer(**VERSION, allow_null=True)
    by_field = fields.List(child=FieldOutcomeOut(), max_length=len(Field))
    problem = ProblemOut()


class SyncedCountsOut(Out):
    created = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    updated = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    unchanged = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    requested = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    conflict = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    stale_ignored = fields.Integer(min_value=0, max_value=MOST_ITEMS)
    refused = fields.Integer(min_value=0, max_value=MOST_ITEMS)


class SyncedAllOut(Out):
    results = fields.List(child=OneSyncedOut(), max_length=MOST_ITEMS)
    counts = SyncedCountsOut()
