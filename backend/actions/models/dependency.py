from django.db import models
from django.db.models import F, Q

from backend.actions.models.action import Action
from backend.people.models import Belonging


class Dependency(Belonging):
    """The successor cannot start before the predecessor is done; kept when it ends."""

    predecessor = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="successor_links"
    )
    successor = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="predecessor_links"
    )
    reason = models.CharField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)

    subject_type = "dependency"
    disclosed = ("reason",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                condition=Q(ended_at=None),
                name="depends_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="dependency_on_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
