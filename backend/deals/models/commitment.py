from datetime import datetime
from typing import Final, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import RETURN_VALUE, transition

from backend.audit.states import StateField, Stateful
from backend.deals.models.deal import Deal, Party
from backend.people.models import Actor, Belonging, BelongingQuerySet


class CommitmentState(models.TextChoices):
    OFFERED = "offered"
    AGREED = "agreed"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    NOT_KEPT = "not_kept"
    RELEASED = "released"


C = CommitmentState
RESULTS: Final = (C.KEPT, C.PARTLY_KEPT, C.NOT_KEPT)
SETTLED: Final = (*RESULTS, C.RELEASED)


class Result(models.TextChoices):
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    NOT_KEPT = "not_kept"


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    # Nobody answered in time.
    UNCONFIRMED = "unconfirmed"


class CommitmentQuerySet(BelongingQuerySet["Commitment"]):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(ended_at=None)

    def unsettled(self) -> Self:
        return self.standing().exclude(state__in=SETTLED)


class Commitment(Belonging, Stateful):
    """One thing one party will do. Whether it was kept is said by its owner and judged by its
    counterparty.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="commitments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitments")
    text = models.CharField(max_length=2000)
    # By what everyone will see that it was kept.
    measure = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    counterparty = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    # Ids of other parties' commitments in the same deal on which this one depends, in order.
    conditions = models.JSONField(default=list)
    state = StateField(max_length=11, choices=CommitmentState.choices, default=C.OFFERED)
    # Since when a commitment it depends on cannot be counted on.
    condition_unmet_at = models.DateTimeField(null=True)

    reported_result = models.CharField(max_length=11, choices=Result.choices, blank=True)
    report = models.CharField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=11, choices=Verdict.choices, blank=True)
    # What the counterparty found instead.
    disputed_result = models.CharField(max_length=11, choices=Result.choices, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    open_escalations = models.PositiveSmallIntegerField(default=0)
    # Withdrawn before it was agreed; the row is kept.
    ended_at = models.DateTimeField(null=True)

    objects = CommitmentQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    subject_type = "commitment"
    disclosed = ("text", "measure", "report", "answer")

    class Meta:
        indexes = [models.Index(fields=["deal", "state"], name="commitment_of_deal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CommitmentState.values), name="commitment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[C.OFFERED, C.RELEASED])
                | (
                    Q(due_on__isnull=False)
                    & Q(owner__isnull=False)
                    & Q(counterparty__isnull=False)
                    & ~Q(measure="")
                ),
                name="commitment_agreed_with_measure_date_owner_counterparty",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RESULTS) | (~Q(reported_result="") & ~Q(verdict="")),
                name="commitment_judged_by_both_sides",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def result(self) -> str | None:
        """From both sides' words; None until the counterparty answered, or let its time pass."""
        if not self.verdict:
            return None
        return self.disputed_result if self.verdict == Verdict.DISPUTED else self.reported_result

    @property
    def is_condition_unmet(self) -> bool:
        return self.condition_unmet_at is not None

    @property
    def condition_ids(self) -> list[UUID]:
        return [UUID(one) for one in self.conditions]

    @transition(field=state, source=C.OFFERED, target=C.AGREED)
    def agree(self) -> None:
        pass

    @transition(field=state, source=C.AGREED, target=C.AGREED)
    def report_delivery(self, *, result: str, report: str, at: datetime) -> None:
        """Until it is answered the owner may think again; the time to answer then starts anew."""
        self.reported_result, self.report, self.reported_at = result, report, at

    @transition(field=state, source=C.AGREED, target=RETURN_VALUE(*RESULTS))
    def confirm_delivery(self, *, at: datetime, answer: str) -> str:
        return self._judge(Verdict.CONFIRMED, self.reported_result, answer, at)

    @transition(field=state, source=C.AGREED, target=RETURN_VALUE(*RESULTS))
    def dispute_delivery(self, *, result: str, at: datetime, answer: str) -> str:
        self.disputed_result = result
        return self._judge(Verdict.DISPUTED, result, answer, at)

    @transition(field=state, source=C.AGREED, target=RETURN_VALUE(*RESULTS))
    def stand_unconfirmed(self, *, at: datetime) -> str:
        return self._judge(Verdict.UNCONFIRMED, self.reported_result, "", at)

    @transition(field=state, source=C.AGREED, target=C.RELEASED)
    def release(self, *, at: datetime) -> None:
        self.settled_at = at

    def _judge(self, verdict: str, result: str, answer: str, at: datetime) -> str:
        self.verdict, self.answer, self.settled_at = verdict, answer, at
        if verdict != Verdict.UNCONFIRMED:
            self.answered_at = at
        return result
