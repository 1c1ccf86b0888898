from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from guardian.mixins import GuardianUserMixin


class ActorKind(models.TextChoices):
    PERSON = "person"
    SYSTEM = "system"
    CLOCK = "clock"
    RESIDENT = "resident"


class Actor(AbstractBaseUser, GuardianUserMixin, PermissionsMixin):
    """Who acts, and the credentials they hold. Belongs to the deployment and is not recorded:
    what a partnership knows of an actor is the profile it keeps of them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=8, choices=ActorKind.choices)
    # A person's e-mail address in lower case; for the others a name nobody signs in with.
    sign_in = models.CharField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "sign_in"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ActorKind.values), name="actor_kind_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
