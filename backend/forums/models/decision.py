from datetime import datetime

from django.db import models
from django.db.models import Q
from django_fsm import transition

from backend.audit.states import StateField, Stateful
from backend.forums.models.forum import Forum, Majority
from backend.forums.models.meeting import AgendaItem
from backend.people.models import Belonging


class DecisionState(models.TextChoices):
    DRAFTED = "drafted"
    RECORDED = "recorded"
    RATIFIED = "ratified"
    SUPERSEDED = "superseded"
    RESCINDED = "rescinded"


D = DecisionState


class Outcome(models.TextChoices):
    CARRIED = "carried"
    LOST = "lost"


class Undoing(models.TextChoices):
    SUPERSEDES = "supersedes"
    RESCINDS = "rescinds"


class Decision(Belonging, Stateful):
    """Read by its forum alone while it is drafted, and for ever when it is restricted.

    From `rule` on: what recording froze. The lists hold members' actor ids, sorted.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="decisions")
    # None: the chair's urgency procedure.
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=8000)
    restricted = models.BooleanField(default=False)
    state = StateField(max_length=10, choices=DecisionState.choices, default=D.DRAFTED)
    # What it is to bring about in the unit that records it, as it was drafted: by the kind of
    # effect, lists of what each takes.
    effects = models.JSONField(default=dict)
    # The earlier decision of the forum that recording this one undoes, and how.
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    undoing = models.CharField(max_length=10, choices=Undoing.choices, blank=True)

    rule = models.CharField(max_length=10, choices=Majority.choices, blank=True)
    consensus_minus = models.PositiveSmallIntegerField(default=0)
    quorum_needed = models.PositiveSmallIntegerField(null=True)
    eligible = models.JSONField(default=list)
    present = models.JSONField(default=list)
    # Of those present, whom a declared interest kept out.
    excluded = models.JSONField(default=list)
    in_favour = models.JSONField(default=list)
    against = models.JSONField(default=list)
    abstained = models.JSONField(default=list)
    is_quorate = models.BooleanField(null=True)
    is_indicative = models.BooleanField(default=False)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    # BTB-2026-014, or BTB-2026-R003 of a restricted one; given once.
    reference = models.CharField(max_length=24, null=True)  # noqa: DJ001 - unique only when set
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    # Of the urgency procedure: why it could not wait, and whom the chair consulted.
    urgency = models.CharField(max_length=2000, blank=True)
    consulted = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    ratified_at = models.DateTimeField(null=True)

    subject_type = "decision"
    disclosed = ("title", "text", "effects", "urgency", "consulted")

    class Meta:
        indexes = [models.Index(fields=["forum", "state", "id"], name="decision_of_forum")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DecisionState.values), name="decision_state_known"
            ),
            models.UniqueConstraint(
                fields=["forum", "restricted", "year", "number"], name="decision_number_once"
            ),
            models.UniqueConstraint(
                fields=["partnership", "reference"], name="decision_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(state=D.DRAFTED)
                | (~Q(rule="") & ~Q(outcome="") & Q(number__isnull=False, reference__isnull=False)),
                name="decision_recorded_with_its_count",
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, undoing="")
                | (Q(undoes__isnull=False) & ~Q(undoing="")),
                name="decision_says_how_it_undoes",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.title

    @property
    def audience_in(self) -> str:
        """Who reads it from now on; `forum` is loaded."""
        hidden = self.restricted or self.state == D.DRAFTED
        return self.forum.restricted_to if hidden else "partnership"

    @property
    def is_carried(self) -> bool:
        """And binding: an indicative one carries nothing out."""
        return self.outcome == Outcome.CARRIED and not self.is_indicative

    @transition(field=state, source=D.DRAFTED, target=D.RECORDED)
    def record(self, *, at: datetime, decided_at: datetime) -> None:
        self.recorded_at, self.decided_at = at, decided_at

    @transition(field=state, source=D.RECORDED, target=D.RATIFIED)
    def ratify(self, *, at: datetime) -> None:
        self.ratified_at = at

    @transition(field=state, source=[D.RECORDED, D.RATIFIED], target=D.SUPERSEDED)
    def supersede(self) -> None:
        pass

    @transition(field=state, source=[D.RECORDED, D.RATIFIED], target=D.RESCINDED)
    def rescind(self) -> None:
        pass


class EffectKind(models.TextChoices):
    ACTION_PROPOSED = "action_proposed"
    ESCALATION_RESOLVED = "escalation_resolved"
    ESCALATION_REFERRED = "escalation_referred"
    REDATING_APPROVED = "redating_approved"
    DEAL_ENDORSED = "deal_endorsed"


class DecisionEffect(Belonging):
    """What a decision brought about: the link between the two, read by whoever reads the decision.

    It stands here and not on what it was done to, which others may read.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="brought_about")
    kind = models.CharField(max_length=19, choices=EffectKind.choices)
    # What it was done to: an action, an escalation, a request or a deal.
    on_type = models.CharField(max_length=10)
    on_id = models.UUIDField()

    subject_type = "decision_effect"

    class Meta:
        indexes = [models.Index(fields=["on_type", "on_id"], name="effect_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EffectKind.values), name="effect_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.decision_id}"
