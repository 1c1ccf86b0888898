"""The same row three times: recorded, recorded with free text, and in a plain table."""

from typing import ClassVar

from django.db import models

from backend.audit.models import Log, Recorded


class Counted(models.Model):
    """A short row, of which only the count changes."""

    title = models.CharField(max_length=200)
    count = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Post(Counted, Recorded):
    log = models.ForeignKey(Log, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Post"]] = models.Manager()

    subject_type = "post"


class Placard(Counted, Recorded):
    """Its title is free text: a leaf only commits to it."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Placard"]] = models.Manager()

    subject_type = "placard"
    disclosed = ("title",)


class PlainPost(Counted):
    """Without an entry to name, and without triggers."""

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    audience = models.CharField(max_length=80)
    log = models.ForeignKey(Log, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["PlainPost"]] = models.Manager()


class PlainEntry(models.Model):
    """What an audit table usually is: numbered by a sequence, with nothing to verify it by."""

    leaf = models.BinaryField()
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    actor = models.UUIDField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["PlainEntry"]] = models.Manager()

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb}"
