from datetime import datetime
from typing import Final, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from backend.actions.models.action import Action
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, Belonging, BelongingQuerySet


class RequestState(models.TextChoices):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


# What an open request becomes, without any act of its own, when its action moves on.
STALE: Final = "stale"


class RequestQuerySet(BelongingQuerySet["Request"]):
    def standing(self, *states: str) -> Self:
        """Of these states, where `open` does not cover `stale`."""
        moved_on = ~Q(action__version=F("action_version"))
        where = Q(state__in=[one for one in states if one not in (RequestState.OPEN, STALE)])
        if RequestState.OPEN in states:
            where |= Q(state=RequestState.OPEN) & ~moved_on
        if STALE in states:
            where |= Q(state=RequestState.OPEN) & moved_on
        return self.filter(where)


class Request(Belonging, Stateful):
    """Someone without the right to an operation asks whoever has it.

    It speaks of one version of the action: open, and the action has moved on, it is stale.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="requests")
    action_version = models.PositiveIntegerField()
    operation = models.CharField(max_length=60)
    # What the operation would be given, as it was sent.
    inputs = models.JSONField(default=dict)
    note = models.CharField(max_length=2000)
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = StateField(max_length=9, choices=RequestState.choices, default=RequestState.OPEN)
    answered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)

    objects = RequestQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    subject_type = "request"
    disclosed = ("inputs", "note", "answer")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.UniqueConstraint(
                fields=["action", "action_version", "operation", "asked_by"],
                condition=Q(state=RequestState.OPEN),
                name="requested_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} of {self.action_id}"

    @property
    def standing(self) -> str:
        """Its state; an open one whose action has moved on is stale."""
        if self.state == RequestState.OPEN and self.action.version != self.action_version:
            return STALE
        return str(self.state)

    @transition(field=state, source=RequestState.OPEN, target=RequestState.ACCEPTED)
    def accept(self, *, by: UUID, at: datetime, answer: str) -> None:
        self._answer(by, at, answer)

    @transition(field=state, source=RequestState.OPEN, target=RequestState.DECLINED)
    def decline(self, *, by: UUID, at: datetime, answer: str) -> None:
        self._answer(by, at, answer)

    @transition(field=state, source=RequestState.OPEN, target=RequestState.WITHDRAWN)
    def withdraw(self, *, by: UUID, at: datetime, answer: str) -> None:
        self._answer(by, at, answer)

    def _answer(self, by: UUID, at: datetime, answer: str) -> None:
        self.answered_by_id, self.answered_at, self.answer = by, at, answer
