from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.actions.models.action import Action
from backend.actions.models.parts import Update
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, Belonging


class UpdateRequestState(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"


class Rung(models.IntegerChoices):
    """How far a missing update has climbed."""

    LEAD_ASKED = 1
    LEAD_REMINDED = 2
    SPONSOR_TOLD = 3


class UpdateRequest(Belonging, Stateful):
    """A live action lacks a fresh update. Open until the next one, or until none is missed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="update_requests")
    opened_at = models.DateTimeField()
    state = StateField(
        max_length=8, choices=UpdateRequestState.choices, default=UpdateRequestState.OPEN
    )
    rung = models.PositiveSmallIntegerField(choices=Rung.choices, default=Rung.LEAD_ASKED)
    # When the next rung is due; null: there is none.
    next_rung_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Update, on_delete=models.PROTECT, null=True, related_name="+")

    subject_type = "update_request"

    class Meta:
        indexes = [
            models.Index(
                fields=["partnership", "next_rung_at"],
                condition=Q(state=UpdateRequestState.OPEN),
                name="update_request_by_next_rung",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UpdateRequestState.values),
                name="update_request_state_known",
            ),
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values), name="update_request_rung_known"
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(state=UpdateRequestState.OPEN),
                name="update_requested_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"update of {self.action_id}"

    @transition(field=state, source=UpdateRequestState.OPEN, target=UpdateRequestState.ANSWERED)
    def answer(self, *, by: UUID) -> None:
        self.answered_by_id, self.next_rung_at = by, None

    @transition(field=state, source=UpdateRequestState.OPEN, target=UpdateRequestState.LAPSED)
    def lapse(self) -> None:
        self.next_rung_at = None

    def climb(self, *, next_rung_at: datetime | None) -> None:
        self.rung, self.next_rung_at = self.rung + 1, next_rung_at


class UpdateDigest(Belonging):
    """What one round asks of one person, in one piece."""

    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    rung = models.PositiveSmallIntegerField(choices=Rung.choices)
    # Ids of update requests.
    requests = models.JSONField()
    made_at = models.DateTimeField()

    subject_type = "update_digest"

    def __str__(self) -> str:
        return f"{len(self.requests)} for {self.owner_id}"


class UpdateLink(Belonging):
    """Lets its bearer report once, on one action, without signing in."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    # SHA-256 of the secret, which is shown once and not kept.
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    subject_type = "update_link"

    def __str__(self) -> str:
        return f"to report on {self.action_id}"
