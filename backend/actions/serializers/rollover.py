from typing import Any  # whatever the fields make

from rest_framework import serializers

from backend.actions.models import Outturn
from backend.actions.operations.rollover import Wanted
from backend.actions.rollovers import SHOWN, Fate
from backend.actions.serializers.actions import Words
from backend.api import fields
from backend.api.serializers import In, Out
from backend.people.serializers import RecordedOut


class CarryActionForwardIn(In):
    plan = fields.UUID(source="plan_id")
    priority = fields.UUID(source="priority_id", required=False)
    reason = Words(ask="Enter why it goes on in the other plan")


class MergeActionIn(In):
    into = fields.UUID(source="into_id")
    reason = Words(ask="Enter why the other action goes on with it")


class ItemIn(In):
    """`carry` into `priority` of the other plan, `merge` into the action `into`, or `close`."""

    action = fields.UUID(source="action_id")
    version = fields.Integer(min_value=1, max_value=2**31 - 1)
    outturn = fields.Choice(choices=[one.value for one in Wanted])
    priority = fields.UUID(source="priority_id", required=False)
    into = fields.UUID(source="into_id", required=False)
    reason = Words(ask="Enter why")


class RollOverPlanIn(In):
    to = fields.UUID(source="to_id")
    items = fields.List(child=ItemIn(), max_length=500)

    example = {
        "to": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "items": [
            {
                "action": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3e",
                "version": 3,
                "outturn": "carry",
                "priority": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3f",
                "reason": "Two of five centres are still to open.",
            }
        ],
    }

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One fate of each action, and where the work of a merged one goes on."""
        seen: set[object] = set()
        wrong: dict[int, dict[str, list[serializers.ErrorDetail]]] = {}
        for place, item in enumerate(items):
            if item["action_id"] in seen:
                told = serializers.ErrorDetail("Name each action once", code="repeated")
                wrong.setdefault(place, {})["action"] = [told]
            if item["outturn"] == Wanted.MERGE and "into_id" not in item:
                sentence = "Enter the action that goes on with its work"
                told = serializers.ErrorDetail(sentence, code="required")
                wrong.setdefault(place, {})["into"] = [told]
            seen.add(item["action_id"])
        if wrong:
            raise serializers.ValidationError(wrong)  # type: ignore[arg-type]  # keyed by place, as DRF's own
        return items


class TotalsOut(Out):
    """`all` is the sum of the others."""

    all = fields.Integer(min_value=0, max_value=2**31 - 1)
    carried = fields.Integer(min_value=0, max_value=2**31 - 1)
    closed = fields.Integer(min_value=0, max_value=2**31 - 1)
    merged = fields.Integer(min_value=0, max_value=2**31 - 1)
    open = fields.Integer(min_value=0, max_value=2**31 - 1)


class AccountedOut(Out):
    action = fields.UUID(source="action.id")
    title = fields.Char(max_length=300, source="action.title")
    fate = fields.Choice(choices=[fate.value for fate in Fate])
    reason = Words(allow_blank=True)
    to_plan = fields.UUID(source="to_plan_id", allow_null=True)
    into = fields.UUID(source="into_id", allow_null=True)


class RolloverOut(Out):
    """`items` are at most a thousand, those still open first; `totals` count all."""

    plan = fields.UUID(source="plan.id")
    rolled_over_at = fields.Instant(source="plan.rolled_over_at", allow_null=True)
    totals = TotalsOut()
    items = fields.List(child=AccountedOut(), max_length=SHOWN)


class CarriageOut(RecordedOut):
    action = fields.UUID(source="action_id")
    outturn = fields.Choice(choices=Outturn.choices)
    from_plan = fields.UUID(source="from_plan_id")
    to_plan = fields.UUID(source="to_plan_id", allow_null=True)
    from_priority = fields.UUID(source="from_priority_id", allow_null=True)
    to_priority = fields.UUID(source="to_priority_id", allow_null=True)
    into = fields.UUID(source="into_id", allow_null=True)
    reason = Words()


class LineageOut(Out):
    """`path` leads from plan to plan, and on to the action that goes on with the work; `absorbed`
    are those whose work came into this one.
    """

    action = fields.UUID(source="action_id")
    path = fields.List(child=CarriageOut(), max_length=SHOWN)
    absorbed = fields.List(child=CarriageOut(), max_length=SHOWN)
