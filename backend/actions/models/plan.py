from django.db import models

from backend.people.models import Documented


class Plan(Documented):
    """`starts` and `ends` are as exact as its documents: 2016, 2018-09 or 2022-07-01
    (ISO 8601-1, reduced precision).
    """

    title = models.CharField(max_length=200)
    vision = models.CharField(max_length=1000, blank=True)
    starts = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    succeeds = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="successors"
    )
    # From then on every action of it was carried over, closed or merged.
    rolled_over_at = models.DateTimeField(null=True)

    subject_type = "plan"
    disclosed = ("title", "vision", "source")

    def __str__(self) -> str:
        return self.title


class PartOfPlan(Documented):
    """What a plan lists: it has a title and its place in the order of the document."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Documented.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


class Priority(PartOfPlan):
    summary = models.CharField(max_length=1000, blank=True)
    # Whoever acts for an action's lead may then not complete it themselves.
    four_eyes = models.BooleanField(default=False)
    # A lead's new date later than this many days past the last one the sponsor agreed waits for
    # the sponsor; null: none waits.
    approval_beyond_days = models.PositiveSmallIntegerField(null=True)
    # An action of it is reported on at least this often; null: whenever its lead likes.
    update_every_days = models.PositiveSmallIntegerField(null=True)
    # Working days a missing update is waited for before each further step.
    update_grace_days = models.PositiveSmallIntegerField(default=5)
    # Of the priority itself, not of its actions.
    open_escalations = models.PositiveSmallIntegerField(default=0)

    subject_type = "priority"
    disclosed = ("title", "summary", "source")

    class Meta(PartOfPlan.Meta):
        permissions = [
            ("act_as_sponsor", "Executive Sponsor of the priority"),
            ("act_as_deputy", "Deputy of the Executive Sponsor"),
            ("may_start", "May start its actions, for the sponsor"),
            ("may_recover", "May recover its actions, for the sponsor"),
            ("may_complete", "May complete its actions, for the sponsor"),
        ]
        constraints = [
            *PartOfPlan.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(update_every_days=None) | models.Q(update_every_days__gt=0),
                name="priority_rhythm_at_least_a_day",
            ),
        ]


class Outcome(PartOfPlan):
    subject_type = "outcome"
    disclosed = ("title", "source")


class LinkBasis(models.TextChoices):
    """Whether the documents make the link themselves, or their readers did."""

    STATED = "stated"
    INFERRED = "inferred"


class OutcomeLink(Documented):
    """A priority contributes to an outcome."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="outcome_links")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="priority_links")
    basis = models.CharField(max_length=8, choices=LinkBasis.choices)

    subject_type = "outcome_link"
    disclosed = ("source",)

    class Meta(Documented.Meta):
        constraints = [
            *Documented.Meta.constraints,
            models.UniqueConstraint(fields=["priority", "outcome"], name="outcome_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.priority_id} → {self.outcome_id}"


class Principle(PartOfPlan):
    # The name of the set it belongs to: a partnership may live by more than one.
    series = models.CharField(max_length=100)
    summary = models.CharField(max_length=1000, blank=True)

    subject_type = "principle"
    disclosed = ("title", "summary", "source")


class Direction(models.TextChoices):
    UP = "up"
    DOWN = "down"
    ACHIEVE = "achieve"
    MAINTAIN = "maintain"


class SuccessMeasure(PartOfPlan):
    """What success looks like by a year, in the plan's own terms."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+")
    by_year = models.PositiveSmallIntegerField(null=True)
    direction = models.CharField(max_length=8, choices=Direction.choices)

    subject_type = "success_measure"
    disclosed = ("title", "source")
