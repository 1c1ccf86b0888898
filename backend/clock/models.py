from django.db import models

from backend.people.models import Partnership


class Due(models.Model):
    """One chore of the clock in one partnership, and when it is next due: the rows are the queue.

    A worker claims a row until `claimed_until`. When it dies before it is done, the claim runs out
    and the next worker does the chore again, so chores must bear being done twice.
    """

    chore = models.CharField(max_length=60)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    # In a row; each makes the next try wait longer.
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="due_first")]
        constraints = [
            models.UniqueConstraint(fields=["chore", "partnership"], name="due_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.chore} of {self.partnership_id} at {self.due_at}"
