from datetime import date, datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.actions.models import Action, Priority
from backend.audit.states import StateField, Stateful
from backend.deals.models import Commitment, Deal
from backend.forums.models.forum import Forum
from backend.people.models import Actor, Belonging


class EscalationState(models.TextChoices):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


E = EscalationState
OVER: Final = (E.RESOLVED, E.WITHDRAWN)
# The forum that holds it is expected to act.
HELD_BY_A_FORUM: Final = (E.RAISED, E.ACKNOWLEDGED)


class EscalationKind(models.TextChoices):
    BARRIER = "barrier"
    RISK = "risk"


class Ask(models.TextChoices):
    """What the forum is asked to do."""

    DECIDE = "decide"
    UNBLOCK = "unblock"
    RESOURCE = "resource"
    NOTE = "note"


class Escalation(Belonging, Stateful):
    """A barrier or risk on its way up to an answer. Its subject is the action, deal or commitment
    named, or else the priority itself, whose sponsor raised it.
    """

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, null=True, related_name="+")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=7, choices=EscalationKind.choices)
    # What stands in the way, or may.
    summary = models.CharField(max_length=2000)
    tried = models.CharField(max_length=2000)
    ask = models.CharField(max_length=8, choices=Ask.choices)
    needed_by = models.DateField()
    # Said when it is raised straight to the Board.
    why_only_the_board = models.CharField(max_length=2000, blank=True)

    # The forum that holds it, and its place in the ladder.
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField(default=0)
    # [{"forum", "acknowledge_days", "resolve_days"}] from the first forum up to the Board, as they
    # stood when it was raised.
    ladder = models.JSONField()
    state = StateField(max_length=12, choices=EscalationState.choices, default=E.RAISED)
    raised_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    # The last days on which its forum may acknowledge and resolve it; null while no clock runs.
    acknowledge_by = models.DateField(null=True)
    resolve_by = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    # What the secretary asked back, and what the sponsor said to that.
    question = models.CharField(max_length=2000, blank=True)
    reply = models.CharField(max_length=2000, blank=True)
    # Readable by whoever reads the subject, whatever of the decision is not.
    answer = models.CharField(max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True)
    # Since when the Board has let its limit pass.
    overdue_at = models.DateTimeField(null=True)

    subject_type = "escalation"
    disclosed = ("summary", "tried", "why_only_the_board", "question", "reply", "answer")

    class Meta:
        indexes = [
            models.Index(fields=["forum", "state", "id"], name="escalation_of_forum"),
            models.Index(fields=["action", "id"], name="escalation_of_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EscalationState.values), name="escalation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(action=None, deal=None)
                | Q(action=None, commitment=None)
                | Q(deal=None, commitment=None),
                name="escalation_of_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state=E.RESOLVED) | ~Q(answer=""), name="escalation_resolved_answers"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HELD_BY_A_FORUM, resolve_by__isnull=False)
                | (~Q(state__in=HELD_BY_A_FORUM) & Q(acknowledge_by=None, resolve_by=None)),
                name="escalation_clock_runs_at_a_forum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.forum_id}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_held(self) -> bool:
        return self.state in HELD_BY_A_FORUM

    @property
    def on_type(self) -> str:
        """Of its subject."""
        for name in ("action", "deal", "commitment"):
            if getattr(self, f"{name}_id") is not None:
                return name
        return "priority"

    @property
    def on_id(self) -> object:
        return getattr(self, f"{self.on_type}_id")

    @property
    def is_at_the_top(self) -> bool:
        return self.level + 1 >= len(self.ladder)

    @transition(field=state, source=E.RAISED, target=E.ACKNOWLEDGED)
    def acknowledge(self, *, at: datetime) -> None:
        self.acknowledged_at = at
        self.acknowledge_by = None

    @transition(field=state, source=[E.RAISED, E.ACKNOWLEDGED], target=E.RAISED)
    def refer(self, *, forum: Forum, acknowledge_by: date, resolve_by: date) -> None:
        self.forum, self.level = forum, self.level + 1
        self._run(acknowledge_by, resolve_by)

    @transition(field=state, source=[E.RAISED, E.ACKNOWLEDGED], target=E.RETURNED)
    def return_(self, *, question: str) -> None:
        self.question, self.reply = question, ""
        self._stop()

    @transition(field=state, source=E.RETURNED, target=E.RAISED)
    def resubmit(self, *, reply: str, acknowledge_by: date, resolve_by: date) -> None:
        self.reply = reply
        self._run(acknowledge_by, resolve_by)

    @transition(field=state, source=E.ACKNOWLEDGED, target=E.RESOLVED)
    def resolve(self, *, at: datetime, answer: str) -> None:
        self.answer, self.closed_at = answer, at
        self._stop()

    @transition(field=state, source=[E.RAISED, E.ACKNOWLEDGED, E.RETURNED], target=E.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        self.closed_at = at
        self._stop()

    def _run(self, acknowledge_by: date, resolve_by: date) -> None:
        self.acknowledge_by, self.resolve_by = acknowledge_by, resolve_by
        self.acknowledged_at, self.overdue_at = None, None

    def _stop(self) -> None:
        self.acknowledge_by = self.resolve_by = None


class HopEnd(models.TextChoices):
    REFERRED = "referred"
    RETURNED = "returned"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Hop(Belonging):
    """One stretch of time for which a forum held an escalation and its clock ran."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="hops")
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    acknowledge_by = models.DateField()
    resolve_by = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=9, choices=HopEnd.choices, blank=True)
    # Its limit had passed: nobody's hand moved it on.
    by_the_clock = models.BooleanField(default=False)
    reason = models.CharField(max_length=2000, blank=True)

    subject_type = "hop"
    disclosed = ("reason",)

    class Meta:
        indexes = [models.Index(fields=["escalation", "id"], name="hop_of_escalation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="hop_ends_somehow",
            ),
            models.UniqueConstraint(
                fields=["escalation"], condition=Q(ended_at=None), name="hop_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} at level {self.level}"
