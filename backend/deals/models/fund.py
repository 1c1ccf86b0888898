from datetime import datetime
from typing import Final, Self

from django.db import models
from django.db.models import F, Q, Sum
from django_fsm import transition

from backend.actions.models import Action
from backend.audit.states import StateField, Stateful
from backend.deals.models.deal import Deal
from backend.people.models import BelongingQuerySet, Documented, Organisation


class FundKind(models.TextChoices):
    """As the partnership's documents name money."""

    COLLECTIVE_BUDGET = "collective_budget"
    EXTERNAL_FUNDING = "external_funding"
    GRANT_FUND = "grant_fund"
    INVESTMENT = "investment"
    LEVERED_INVESTMENT = "levered_investment"
    PROGRAMME = "programme"
    PROJECT = "project"
    SUPPORT_FUND = "support_fund"


GIVES_GRANTS: Final = (FundKind.GRANT_FUND, FundKind.SUPPORT_FUND)


class Fund(Documented):
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=18, choices=FundKind.choices)
    # In pence, as all amounts. Grants are approved up to it.
    amount = models.PositiveBigIntegerField()
    # The documents say "over": there is more of it than they print.
    is_at_least = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    subject_type = "fund"
    disclosed = ("title", "source")

    class Meta(Documented.Meta):
        permissions = [("act_as_fund_holder", "Holder of the fund")]
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=FundKind.values), name="fund_kind_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_has_money"),
        ]

    def __str__(self) -> str:
        return self.title


class SupportedProject(Documented):
    """What a fund supported before Accord, as the documents tell it: without amount or applicant,
    so it is no grant.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="supported_projects")
    title = models.CharField(max_length=300)

    subject_type = "supported_project"
    disclosed = ("title", "source")

    def __str__(self) -> str:
        return self.title


class GrantState(models.TextChoices):
    APPLIED = "applied"
    APPROVED = "approved"
    PAID = "paid"
    ACCOUNTED = "accounted"
    REFUSED = "refused"


G = GrantState
# What these were approved for is spoken for.
SPOKEN_FOR: Final = (G.APPROVED, G.PAID, G.ACCOUNTED)


class GrantQuerySet(BelongingQuerySet["Grant"]):
    def spoken_for(self) -> Self:
        return self.filter(state__in=SPOKEN_FOR)

    def total(self) -> int:
        """What they were approved for, in pence."""
        return int(self.aggregate(total=Sum("approved"))["total"] or 0)


class Grant(Documented, Stateful):
    """Money of a fund for a deal or for an action; never for both."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="grants")
    applicant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, null=True, related_name="grants")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    purpose = models.CharField(max_length=2000)
    # In pence: asked for, approved, spent.
    applied = models.PositiveBigIntegerField()
    approved = models.PositiveBigIntegerField(null=True)
    spent = models.PositiveBigIntegerField(null=True)
    state = StateField(max_length=9, choices=GrantState.choices, default=G.APPLIED)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    # The payment as the fund's own books know it.
    payment_reference = models.CharField(max_length=100, blank=True)
    accounted_at = models.DateTimeField(null=True)
    account = models.CharField(max_length=4000, blank=True)

    objects = GrantQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    subject_type = "grant"
    disclosed = ("title", "source", "purpose", "payment_reference", "account")

    class Meta(Documented.Meta):
        indexes = [models.Index(fields=["fund", "state"], name="grant_of_fund")]
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=GrantState.values), name="grant_state_known"
            ),
            models.CheckConstraint(
                condition=Q(deal__isnull=True) ^ Q(action__isnull=True),
                name="grant_for_a_deal_or_an_action",
            ),
            models.CheckConstraint(condition=Q(applied__gt=0), name="grant_asks_for_money"),
            models.CheckConstraint(
                condition=~Q(state__in=SPOKEN_FOR)
                | Q(approved__isnull=False, approved__gt=0, approved__lte=F("applied")),
                name="grant_approved_up_to_what_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state=G.ACCOUNTED) | Q(spent__isnull=False, spent__lte=F("approved")),
                name="grant_spent_up_to_what_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=G.APPLIED, target=G.APPROVED)
    def approve(self, *, amount: int, at: datetime) -> None:
        self.approved, self.decided_at = amount, at

    @transition(field=state, source=G.APPLIED, target=G.REFUSED)
    def refuse(self, *, at: datetime) -> None:
        self.decided_at = at

    @transition(field=state, source=G.APPROVED, target=G.PAID)
    def pay(self, *, payment_reference: str, at: datetime) -> None:
        self.payment_reference, self.paid_at = payment_reference, at

    @transition(field=state, source=G.PAID, target=G.ACCOUNTED)
    def account_for(self, *, spent: int, account: str, at: datetime) -> None:
        self.spent, self.account, self.accounted_at = spent, account, at
