from django.db import models
from django.db.models import Q

from backend.actions.models.action import Action
from backend.actions.models.plan import Plan, Priority
from backend.people.models import Belonging


class Outturn(models.TextChoices):
    CARRIED = "carried"
    CLOSED = "closed"
    MERGED = "merged"


class Carriage(Belonging):
    """What became of an action, open in a plan, when another plan took that plan's place."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="carriages")
    outturn = models.CharField(max_length=7, choices=Outturn.choices)
    from_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    to_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")
    from_priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_priority = models.ForeignKey(Priority, on_delete=models.PROTECT, null=True, related_name="+")
    # The action that goes on with the work of a merged one.
    into = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="absorbed")
    reason = models.CharField(max_length=2000)

    subject_type = "carriage"
    disclosed = ("reason",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outturn__in=Outturn.values), name="carriage_outturn_known"
            ),
            models.CheckConstraint(
                condition=Q(outturn=Outturn.CARRIED, to_plan__isnull=False, into=None)
                | Q(outturn=Outturn.MERGED, into__isnull=False)
                | Q(outturn=Outturn.CLOSED, into=None),
                name="carriage_says_where_to",
            ),
            # What became of an action of one plan is said once.
            models.UniqueConstraint(fields=["action", "from_plan"], name="accounted_for_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.outturn}"
