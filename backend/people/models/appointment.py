from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Expression, Q
from guardian.models import UserObjectPermissionAbstract

from backend.people.models.actor import Actor
from backend.people.models.partnership import Belonging, BelongingQuerySet


class AppointmentQuerySet(BelongingQuerySet["Appointment"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))


class Appointment(Belonging):
    """A role of an actor on one object, for `starts_at` ≤ t < `ends_at`."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30)
    on_type = models.CharField(max_length=30)
    on_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    # The operations the role is given for; null: all it may.
    scope = models.JSONField(null=True)
    deputy_for = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, related_name="deputised_by"
    )

    objects = AppointmentQuerySet.as_manager()  # type: ignore[misc]  # narrows the base's

    subject_type = "appointment"
    disclosed = ("reason",)

    class Meta:
        indexes = [models.Index(fields=["partnership", "on_id", "role"], name="appointment_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")),
                name="appointment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.on_type} {self.on_id}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def valid(self, at: datetime | Expression) -> Self:
        return self.filter(valid_from__lte=at).filter(Q(valid_until=None) | Q(valid_until__gt=at))


class Grant(UserObjectPermissionAbstract):
    """The object permission an appointment gives, and from when until when it gives it.

    Derived from appointments and never edited by itself: `reconcile_grants` reports and repairs
    any difference between the two.
    """

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="grant")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    # guardian asks this manager for its own methods; `GrantQuerySet` carries the validity.
    grants = GrantQuerySet.as_manager()

    class Meta(UserObjectPermissionAbstract.Meta):
        abstract = False
        # One person may hold the same role on the same object twice, one after the other.
        unique_together = []
        indexes = [models.Index(fields=["user", "valid_from"], name="grant_of_user")]
