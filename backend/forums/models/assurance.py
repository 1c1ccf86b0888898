from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.actions.models import Priority
from backend.audit.states import StateField, Stateful
from backend.forums.models.meeting import Meeting
from backend.people.models import Actor, Belonging

# A quarter of a year: 2026-Q4.
PERIOD: Final = r"^20[0-9]{2}-Q[1-4]$"


class AssuranceState(models.TextChoices):
    SUBMITTED = "submitted"
    RECEIVED = "received"


class Level(models.TextChoices):
    """Alert: the Board must act. Advise: it should know. Assure: all is in hand."""

    ALERT = "alert"
    ADVISE = "advise"
    ASSURE = "assure"


class Assurance(Belonging, Stateful):
    """What a sponsor tells the Board of a priority for a quarter, and the record they speak of."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    level = models.CharField(max_length=6, choices=Level.choices)
    statement = models.CharField(max_length=4000)
    # Each with its title and its address.
    evidence = models.JSONField(default=list)
    # The size of the log and its root (hex) then.
    log_size = models.PositiveBigIntegerField()
    log_root = models.CharField(max_length=64)
    state = StateField(
        max_length=9, choices=AssuranceState.choices, default=AssuranceState.SUBMITTED
    )
    submitted_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_at_meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="assurances"
    )

    subject_type = "assurance"
    disclosed = ("statement", "evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["priority", "period"], name="assurance_once_a_period"),
            models.CheckConstraint(
                condition=Q(state__in=AssuranceState.values), name="assurance_state_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="assurance_level_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=AssuranceState.RECEIVED)
                | Q(received_at__isnull=False, received_at_meeting__isnull=False),
                name="assurance_received_at_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} for {self.period}"

    @transition(field=state, source=AssuranceState.SUBMITTED, target=AssuranceState.RECEIVED)
    def receive(self, *, at: datetime, meeting: Meeting) -> None:
        self.received_at, self.received_at_meeting = at, meeting
