from datetime import date

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.actions.models.action import Action
from backend.audit.states import StateField, Stateful
from backend.people.models import (
    Actor,
    Belonging,
    Documented,
    Organisation,
)


class MilestoneState(models.TextChoices):
    OPEN = "open"
    COMPLETED = "completed"
    WAIVED = "waived"


class Milestone(Documented, Stateful):
    """A dated step of an action; without an action, a date in the life of the partnership that
    its documents name.

    `due` is as exact as it was given (2016, 2018-09 or 2022-07-01); `due_on` is its last day.
    """

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, related_name="milestones"
    )
    title = models.CharField(max_length=300)
    due = models.CharField(max_length=10)
    due_on = models.DateField()
    mandatory = models.BooleanField(default=True)
    state = StateField(max_length=9, choices=MilestoneState.choices, default=MilestoneState.OPEN)
    completed_on = models.DateField(null=True)
    waiver = models.CharField(max_length=2000, blank=True)

    subject_type = "milestone"
    disclosed = ("title", "source", "waiver")

    class Meta(Documented.Meta):
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=MilestoneState.values), name="milestone_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=MilestoneState.OPEN, target=MilestoneState.COMPLETED)
    def complete(self, *, completed_on: date) -> None:
        self.completed_on = completed_on

    @transition(field=state, source=MilestoneState.OPEN, target=MilestoneState.WAIVED)
    def waive(self, *, reason: str) -> None:
        self.waiver = reason


class Confidence(models.TextChoices):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class Update(Belonging):
    """What a lead reports on an action."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    narrative = models.CharField(max_length=4000)
    percent_complete = models.PositiveSmallIntegerField()
    confidence = models.CharField(max_length=5, choices=Confidence.choices)
    # Why the lead is more confident than the computed rating was.
    justification = models.CharField(max_length=2000, blank=True)
    reported_at = models.DateTimeField()

    subject_type = "update"
    disclosed = ("narrative", "justification")

    class Meta:
        indexes = [models.Index(fields=["action", "reported_at"], name="update_of_action")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent_complete__lte=100), name="update_percent_at_most_100"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action_id} at {self.reported_at}"


class EvidenceKind(models.TextChoices):
    LINK = "link"
    DOCUMENT = "document"
    STATEMENT = "statement"


class Evidence(Belonging):
    """What shows that something was done: an address, a document's reference, or a statement."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence")
    author = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=EvidenceKind.choices)
    title = models.CharField(max_length=300)
    # The address, the document's reference, or the statement itself.
    content = models.CharField(max_length=4000)
    dated_on = models.DateField()
    # The last day it counts for a claim or a completion; null: it always does.
    expires_on = models.DateField(null=True)
    # SHA-256 in lower-case hex: of a statement's own words, or of the document as its giver says.
    sha256 = models.CharField(max_length=64, blank=True)

    subject_type = "evidence"
    # The hash too: whoever guesses erased words could check the guess against it.
    disclosed = ("title", "content", "sha256")

    def __str__(self) -> str:
        return self.title


class Contribution(Belonging):
    """An organisation's part in an action it does not lead; kept when it ends."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="contributions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)

    subject_type = "contribution"
    disclosed = ("part",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "organisation"],
                condition=Q(ended_at=None),
                name="contributes_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} to {self.action_id}"
