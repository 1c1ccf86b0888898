from django.db import models

from backend.people.models.profile import Profile


class Credential(models.Model):
    """A secret of which only the SHA-256 is kept: 256 random bits need no slow hash."""

    id = models.UUIDField(primary_key=True, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True


class Token(Credential):
    name = models.CharField(max_length=100)
    # The first characters, so that its owner can tell one token from another.
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.prefix


class StreamTicket(Credential):
    """Opens one websocket, once, within seconds: for browsers, which cannot send a header.

    The socket ends with what the ticket came from: the token, or without one the session.
    """

    token = models.ForeignKey(Token, on_delete=models.PROTECT, null=True, related_name="+")
    # Of OAuth 2, which goes when it is renewed, and with it what came from it.
    access_token = models.ForeignKey(
        "people.AccessToken", on_delete=models.CASCADE, null=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
