from django.db import models

from backend.actions.models.action import Action
from backend.people.models import Actor, Belonging


class DateChange(Belonging):
    """A due date that took the place of another, who asked for it and who agreed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    was_due_on = models.DateField(null=True)
    due_on = models.DateField()
    reason = models.CharField(max_length=2000)
    requested_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    # The sponsor or their deputy; null: within what a lead may change alone.
    approved_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")

    subject_type = "date_change"
    disclosed = ("reason",)

    def __str__(self) -> str:
        return f"{self.action_id}: {self.was_due_on} → {self.due_on}"
