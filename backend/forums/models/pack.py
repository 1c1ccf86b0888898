from django.db import models

from backend.audit.models import AppendOnly
from backend.forums.models.forum import Forum
from backend.people.models import Actor, Belonging


class BoardPack(Belonging):
    """The plan as a forum saw it on the day: an instant of the log, and the digest of what it
    showed. The bytes lie beside it, in `PackContent`.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    # How many entries the log had, and the root of their tree in hexadecimal.
    log_size = models.PositiveBigIntegerField()
    log_root = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    # SHA-256 of the bytes, in hexadecimal, and how many they are.
    digest = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()

    subject_type = "board_pack"
    disclosed = ("title",)

    def __str__(self) -> str:
        return self.title


class PackContent(AppendOnly):
    """Never made again: another release might write the same record in other words."""

    pack = models.OneToOneField(
        BoardPack, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pack_id)
