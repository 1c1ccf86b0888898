from django.db import models

from backend.sync.models.source import Source


class Outcome(models.TextChoices):
    """What became of one item."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REQUESTED = "requested"
    CONFLICT = "conflict"
    STALE_IGNORED = "stale_ignored"
    REFUSED = "refused"


class Tally(models.Model):
    """How often an item of a source came to this in one hour. Not recorded, and never more than a
    day of rows: the hour takes over the row of the same hour of an earlier day.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=13, choices=Outcome.choices)
    # Of the day, in UTC.
    slot = models.PositiveSmallIntegerField()
    hour = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    # Of the last refusal: its code.
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outcome", "slot"], name="tally_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.source_id} at {self.hour}"
