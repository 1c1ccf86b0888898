from django.db import models

from backend.people.models.client import Client
from backend.people.models.partnership import Belonging
from backend.people.models.profile import Profile


class Consent(Belonging):
    """A person's word that a tool may act for them within these scopes, until it ends. Its code has
    the same id, and every refresh token that stems from it names it as its family.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    scopes = models.JSONField()
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    subject_type = "consent"

    def __str__(self) -> str:
        return str(self.id)
