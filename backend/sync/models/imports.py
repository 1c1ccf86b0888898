"""Files of a source's items, and how far the worker has come with each.

The file is on record: who sent it, its digest, and in the end what became of it. What moves with
every part of it is a row beside the record, and so are its lines, which are kept for a time only:
what was done by them is in the log.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from backend.people.models import Actor, Belonging
from backend.sync.models.source import Source


class ImportState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"


class Import(Belonging):
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    # In their name every line is heard.
    submitted_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    # Of the file as it was sent, in hexadecimal.
    sha256 = models.CharField(max_length=64)
    # Without the blank ones.
    lines = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)
    # Of each outcome that came about, of how many lines; none before it is finished.
    counts = models.JSONField(default=dict)

    subject_type = "import"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lines__gte=1), name="import_has_lines"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("submitted_at")),
                name="import_finishes_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lines} lines to {self.source_id}"


class ImportProgressQuerySet(models.QuerySet["ImportProgress"]):
    def unfinished(self) -> Self:
        return self.exclude(state=ImportState.FINISHED)

    def due(self, at: datetime) -> Self:
        return self.unfinished().filter(due_at__lte=at)


class ImportProgress(models.Model):
    """Whoever moves it, or a part of its import, holds its lock: that is the worker's claim."""

    whole = models.OneToOneField(
        Import, on_delete=models.PROTECT, primary_key=True, related_name="progress"
    )
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    # Of the request that brought it: all that is done by it is known by that.
    request_id = models.UUIDField()
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    # Since then its results are kept no more, or not all of them.
    forgotten_at = models.DateTimeField(null=True)

    objects = ImportProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(state="finished"), name="import_due_first")
        ]

    def __str__(self) -> str:
        return f"{self.whole_id} is {self.state}"

    @property
    def heard(self) -> int:
        """How many lines."""
        return sum(self.counts.values())


class ImportPart(models.Model):
    """Some lines of a file one after another, and what became of those that were heard."""

    whole = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="parts")
    # The number of its first line in the file.
    first = models.PositiveIntegerField()
    # The blank ones too, which are passed over.
    lines = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    # As they were sent, which is any bytes; none once all of them are heard.
    content = models.BinaryField()
    # A line of JSON for each.
    results = models.BinaryField(default=bytes)
    # Something failed that should not: from then on it is heard line by line.
    is_careful = models.BooleanField(default=False)
    # Of the next line by itself.
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whole", "first"], name="import_part_once"),
            models.CheckConstraint(
                condition=Q(done__lte=F("lines")), name="import_part_has_its_lines"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whole_id} from line {self.first}"
