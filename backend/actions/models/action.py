from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from backend.actions.models.plan import PartOfPlan, Priority
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, BelongingQuerySet, Organisation


class ActionState(models.TextChoices):
    PROPOSED = "proposed"
    IN_PROGRESS = "in_progress"
    AT_RISK = "at_risk"
    DONE = "done"
    WITHDRAWN = "withdrawn"


S = ActionState
CLOSED = (S.DONE, S.WITHDRAWN)
LIVE = (S.IN_PROGRESS, S.AT_RISK)


class RiskCause(models.TextChoices):
    FUNDING = "funding"
    CAPACITY = "capacity"
    DEPENDENCY = "dependency"
    LEGAL = "legal"
    SUPPLIER = "supplier"
    DATA = "data"
    DEMAND = "demand"
    OTHER = "other"


class ActionQuerySet(BelongingQuerySet["Action"]):
    def open(self) -> Self:
        return self.exclude(state__in=CLOSED)


class Action(PartOfPlan, Stateful):
    """One activity of a plan. Its state changes only by the transitions below; who may call them,
    and what stands against it, is decided before: in `operations.moves`.
    """

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.CharField(max_length=2000, blank=True)
    state = StateField(max_length=11, choices=ActionState.choices, default=S.PROPOSED)

    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    # The first due date there ever was; never changes again.
    original_due_on = models.DateField(null=True)
    # The last date the sponsor set or agreed to; null: the original one.
    agreed_due_on = models.DateField(null=True)
    slip_count = models.PositiveSmallIntegerField(default=0)
    # Since when an action it depends on endangers it.
    threatened_at = models.DateTimeField(null=True)

    started_at = models.DateTimeField(null=True)
    risk_cause = models.CharField(max_length=10, choices=RiskCause.choices, blank=True)
    risk_explanation = models.CharField(max_length=2000, blank=True)
    risk_mitigation = models.CharField(max_length=2000, blank=True)
    recovery_expected_on = models.DateField(null=True)
    open_escalations = models.PositiveSmallIntegerField(default=0)
    # Of all there ever were: an action that had none needs no look at their ladders.
    escalation_count = models.PositiveSmallIntegerField(default=0)

    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    claim_statement = models.CharField(max_length=2000, blank=True)

    closed_at = models.DateTimeField(null=True)
    completion_statement = models.CharField(max_length=2000, blank=True)
    evidence_waiver = models.CharField(max_length=2000, blank=True)

    objects = ActionQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    subject_type = "action"
    disclosed = (
        "title",
        "source",
        "summary",
        "risk_explanation",
        "risk_mitigation",
        "claim_statement",
        "completion_statement",
        "evidence_waiver",
    )

    class Meta(PartOfPlan.Meta):
        indexes = [
            models.Index(fields=["partnership", "state", "due_on", "id"], name="action_by_state"),
            models.Index(fields=["partnership", "due_on", "id"], name="action_by_due_date"),
        ]
        constraints = [
            *PartOfPlan.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=ActionState.values), name="action_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.PROPOSED, S.WITHDRAWN])
                | Q(priority__isnull=False, lead__isnull=False, due_on__isnull=False),
                name="action_started_with_priority_lead_and_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.AT_RISK)
                | (~Q(risk_cause="") & Q(recovery_expected_on__isnull=False)),
                name="action_at_risk_says_why",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(original_due_on__isnull=False),
                name="action_keeps_its_first_date",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="action_not_its_own_parent"),
        ]

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def slip_days(self) -> int | None:
        """Days between the first due date and today's; negative when it was brought forward."""
        if self.due_on is None or self.original_due_on is None:
            return None
        return (self.due_on - self.original_due_on).days

    def needs_approval(self, due_on: date) -> bool:
        """Whether the priority wants its sponsor asked before the lead may promise that date."""
        days = self.priority.approval_beyond_days if self.priority else None
        agreed = self.agreed_due_on or self.original_due_on
        return days is not None and agreed is not None and (due_on - agreed).days > days

    def reschedule(self, due_on: date, *, agreed: bool) -> None:
        """`agreed`: by the sponsor."""
        if self.original_due_on is None:
            self.original_due_on = due_on
        elif self.due_on is not None and due_on > self.due_on:
            self.slip_count += 1
        self.due_on = due_on
        if agreed:
            self.agreed_due_on = due_on

    def claim(self, *, by: UUID, at: datetime, statement: str) -> None:
        self.claimed_by_id, self.claimed_at, self.claim_statement = by, at, statement

    def drop_claim(self) -> None:
        self.claimed_by_id, self.claimed_at, self.claim_statement = None, None, ""

    @transition(field=state, source=S.PROPOSED, target=S.IN_PROGRESS)
    def start(self, *, at: datetime) -> None:
        self.started_at = at

    @transition(field=state, source=S.IN_PROGRESS, target=S.AT_RISK)
    def flag_at_risk(
        self, *, cause: str, explanation: str, mitigation: str, recovery_expected_on: date
    ) -> None:
        self.risk_cause, self.risk_explanation = cause, explanation
        self.risk_mitigation, self.recovery_expected_on = mitigation, recovery_expected_on

    @transition(field=state, source=S.AT_RISK, target=S.IN_PROGRESS)
    def recover(self) -> None:
        self._clear_risk()

    @transition(field=state, source=[S.IN_PROGRESS, S.AT_RISK], target=S.DONE)
    def complete(self, *, at: datetime, statement: str, evidence_waiver: str) -> None:
        self.completion_statement, self.evidence_waiver = statement, evidence_waiver
        self.closed_at = at
        self.drop_claim()
        self._clear_risk()

    @transition(field=state, source=[S.PROPOSED, S.IN_PROGRESS, S.AT_RISK], target=S.WITHDRAWN)
    def withdraw(self, *, at: datetime) -> None:
        self.closed_at = at
        self.drop_claim()
        self._clear_risk()

    @transition(field=state, source=S.DONE, target=S.IN_PROGRESS)
    def reopen(self) -> None:
        self.closed_at = None
        self.completion_statement, self.evidence_waiver = "", ""

    @transition(field=state, source=S.WITHDRAWN, target=S.PROPOSED)
    def reinstate(self) -> None:
        self.closed_at = None
        self.started_at = None

    def _clear_risk(self) -> None:
        self.risk_cause, self.risk_explanation, self.risk_mitigation = "", "", ""
        self.recovery_expected_on = None
