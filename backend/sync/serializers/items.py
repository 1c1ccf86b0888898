from datetime import date
from typing import Any, Final  # Any: a checked input

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.actions.models import ActionState
from backend.actions.serializers.actions import FlagActionAtRiskIn, Words
from backend.actions.serializers.moves import VERSION
from backend.actions.serializers.parts import UpdateActionIn
from backend.api import fields
from backend.api.serializers import In, Out
from backend.audit.canonical import LARGEST_INTEGER
from backend.people.serializers import REFERENCE, RecordedOut
from backend.sync.hearing import FieldOutcome
from backend.sync.models import ConflictState, Field, Outcome, Resolution, Source
from backend.sync.orders import order_of
from backend.sync.reconcile import Item
from backend.sync.serializers.sources import Slug

EXTERNAL_ID: Final = REFERENCE
LONGEST_ID: Final = 128


class ItemIn(In):
    """What is left out stays as it is."""

    changed_at = fields.Instant(required=False, help_text="When the source changed it.")
    sequence = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        required=False,
        help_text="Instead of `changed_at`, where the source numbers its changes.",
    )
    note = Words(required=False)
    title = fields.Char(max_length=300, required=False)
    summary = Words(required=False, allow_blank=True)
    due_on = fields.Date(required=False)
    status = fields.Char(
        max_length=100, required=False, help_text="In the source's own words, which are mapped."
    )
    risk = FlagActionAtRiskIn(required=False)
    report = UpdateActionIn(required=False)
    plan = fields.UUID(required=False)
    priority = fields.UUID(required=False)
    lead = fields.UUID(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "risk" in given and "status" not in given:
            sentence = "Send the status that this risk belongs to"
            raise ValidationError({"status": [ErrorDetail(sentence, code="required")]})
        return given


class SyncActionIn(ItemIn):
    action = fields.UUID(
        source="adopts",
        required=False,
        help_text="Which action it is, where it stands here already and is sent first.",
    )

    example = {
        "changed_at": "2026-11-20T16:04:12Z",
        "title": "Open five youth centres",
        "status": "On track",
        "due_on": "2027-03-31",
    }
    example_without = ("sequence", "risk", "action", "lead")


def said_in(given: dict[str, Any]) -> dict[Field, Any]:
    """What an item says of each field, as JSON: so it is compared, and kept."""
    said = {name: _as_json(given[name]) for name in Field if name in given}
    if Field.STATUS in said:
        said[Field.STATUS] = {"word": given["status"], "risk": _as_json(given.get("risk"))}
    return said


def item_of(
    source: Source, external_id: str, given: dict[str, Any], version: int | None = None
) -> Item:
    """Raises InputRefused."""
    return Item(
        external_id=external_id,
        order=order_of(source, given),
        said=said_in(given),
        note=given.get("note", ""),
        adopts=given.get("adopts"),
        version=version,
    )


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(member) for name, member in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, str)) else str(value)


class SourceActionOut(Out):
    """`version` and `state` are those of the action."""

    external_id = fields.Char(max_length=LONGEST_ID)
    reference = fields.UUID()
    action = fields.UUID()
    version = fields.Integer(**VERSION)
    state = fields.Choice(choices=ActionState.choices)
    synced_at = fields.Instant()


class FieldOutcomeOut(Out):
    field = fields.Choice(choices=Field.values)
    outcome = fields.Choice(choices=[one.value for one in FieldOutcome])


class SyncedOut(Out):
    outcome = fields.Choice(choices=[one for one in Outcome.values if one != Outcome.REFUSED])
    by_field = fields.List(child=FieldOutcomeOut(), max_length=len(Field))


class ReferenceOut(RecordedOut):
    source = Slug(source="source.slug")  # type: ignore[assignment]  # a field, not its source
    external_id = fields.Char(max_length=LONGEST_ID)
    action = fields.UUID(source="action_id")
    synced_at = fields.Instant()


class RiskOut(Out):
    """As the source sent it; null where it sent none."""

    cause = fields.Char(max_length=10)
    explanation = Words()
    mitigation = Words()
    recovery_expected_on = fields.Date()


class ConflictOut(RecordedOut):
    reference = fields.UUID(source="reference_id")
    source = Slug(source="reference.source.slug")  # type: ignore[assignment]  # a field, not its source
    external_id = fields.Char(max_length=LONGEST_ID, source="reference.external_id")
    action = fields.UUID(source="reference.action_id")
    field = fields.Choice(choices=Field.values)
    accord_value = Words(allow_null=True, allow_blank=True)
    source_value = Words(source="source_words", allow_blank=True)
    risk = RiskOut(source="source_risk", allow_null=True)
    raised_at = fields.Instant()
    state = fields.Choice(choices=ConflictState.choices)
    resolution = fields.Char(max_length=11, allow_blank=True)
    resolved_by = fields.UUID(source="resolved_by_id", allow_null=True)
    closed_at = fields.Instant(allow_null=True)
    note = Words(allow_blank=True)


class ResolveConflictIn(In):
    resolution = fields.Choice(choices=Resolution.values)
    note = Words(required=False)
