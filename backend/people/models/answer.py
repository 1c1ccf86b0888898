from django.db import models
from django.db.models import Q

from backend.people.models.actor import Actor
from backend.people.models.partnership import Partnership


class KeptAnswer(models.Model):
    """What a request with a key was answered, to be given again when the same request comes again.

    No part of the record: it goes after two days. Inserted first and filled in last by the unit of
    the change itself, so that a crash leaves both or neither.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    # Whose key it is: others may have the same.
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    # SHA-256 of method, path and key, and of all that was sent: both as api.idempotency makes them.
    place = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    # Null only while its unit is at work, which no other can see.
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    # Null: not to be given again.
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partnership", "expires_at"], name="answer_expires")]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "actor", "place"], name="one_answer_per_key"
            ),
            models.CheckConstraint(
                condition=Q(status=None) | Q(status__gte=200, status__lt=300),
                name="answer_is_of_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
