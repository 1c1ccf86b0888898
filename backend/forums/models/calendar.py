from django.db import models

from backend.forums.models.forum import Forum
from backend.people.models import Profile


class CalendarFeed(models.Model):
    """Opens one calendar, to whoever knows its address: programs that read calendars send no
    headers. Like a token it is no part of the record, and only the SHA-256 of its secret is kept.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    # None: the meetings of all forums in which the person holds a role.
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
