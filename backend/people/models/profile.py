from typing import Final

from django.db import models

from backend.people.models.actor import Actor
from backend.people.models.organisation import Organisation
from backend.people.models.partnership import Belonging

# What stands for a name that was erased.
ERASED_NAME: Final = "Erased person"


class Profile(Belonging):
    """What one partnership knows of a person or system; `ended_at` closes every door to them."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="profiles")
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    subject_type = "profile"
    disclosed = ("name", "email")
    for_auditors = frozenset({"email"})
    concerns = "actor_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "actor"], name="one_profile_per_actor")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        return self.ended_at is not None and self.name == ERASED_NAME
