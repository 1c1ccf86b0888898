from django.db import models

from backend.audit.models import AppendOnly
from backend.people.models.actor import Actor
from backend.people.models.partnership import Partnership


class AccessKind(models.TextChoices):
    OBJECT = "object"
    LOG = "log"
    STREAM = "stream"


class AccessRecord(AppendOnly, models.Model):
    """What an auditor read by virtue of being one: a row per actor, object and day, and one per
    connection for the log and the stream (`subject_id` is then the request's id).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=AccessKind.choices)
    subject_type = models.CharField(max_length=30, blank=True)
    subject_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "actor", "kind", "subject_id", "day"],
                name="one_access_per_object_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
