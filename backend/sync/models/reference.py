from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.actions.models import Action
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, Belonging
from backend.sync.models.source import GOVERNED, Source


class ReferenceKind(models.TextChoices):
    ACTION = "action"


class Reference(Belonging):
    """By what id a source knows an action, and how far each side has heard the other."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="references")
    kind = models.CharField(
        max_length=10, choices=ReferenceKind.choices, default=ReferenceKind.ACTION
    )
    external_id = models.CharField(max_length=128)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    # Of each field what `reconcile.Seen` says.
    seen = models.JSONField(default=dict)
    synced_at = models.DateTimeField()

    subject_type = "reference"
    disclosed = ("seen",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "external_id"], name="reference_once_in_its_source"
            ),
            models.UniqueConstraint(fields=["source", "action"], name="action_once_in_a_source"),
            models.CheckConstraint(
                condition=Q(kind__in=ReferenceKind.values), name="reference_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.source_id}"


class ConflictState(models.TextChoices):
    OPEN = "open"
    # By a person.
    RESOLVED = "resolved"
    # The two came to say the same again.
    SETTLED = "settled"


class Resolution(models.TextChoices):
    KEEP_ACCORD = "keep_accord"
    TAKE_SOURCE = "take_source"


class FieldConflict(Belonging, Stateful):
    """Both sides changed a shared field: what each says, until a person decides between them."""

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="conflicts")
    field = models.CharField(max_length=10, choices=[(one.value, one.label) for one in GOVERNED])
    accord_value = models.JSONField(null=True)
    source_value = models.JSONField(null=True)
    raised_at = models.DateTimeField()
    state = StateField(max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN)
    resolution = models.CharField(max_length=11, choices=Resolution.choices, blank=True)
    resolved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=2000, blank=True)

    subject_type = "conflict"
    disclosed = ("accord_value", "source_value", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConflictState.values), name="conflict_state_known"
            ),
            models.CheckConstraint(
                condition=Q(resolution__in=["", *Resolution.values]),
                name="conflict_resolution_known",
            ),
            models.UniqueConstraint(
                fields=["reference", "field"],
                condition=Q(state=ConflictState.OPEN),
                name="conflict_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.reference_id}"

    @property
    def source_words(self) -> str:
        value = self.source_value
        return str(value["word"] if isinstance(value, dict) else value)

    @property
    def source_risk(self) -> dict[str, str] | None:
        return self.source_value["risk"] if isinstance(self.source_value, dict) else None

    @transition(field=state, source=ConflictState.OPEN, target=ConflictState.RESOLVED)
    def resolve(self, *, by: UUID, at: datetime, resolution: str, note: str) -> None:
        self.resolved_by_id, self.closed_at = by, at
        self.resolution, self.note = resolution, note

    @transition(field=state, source=ConflictState.OPEN, target=ConflictState.SETTLED)
    def settle(self, *, at: datetime) -> None:
        self.closed_at = at
