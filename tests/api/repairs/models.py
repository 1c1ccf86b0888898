"""Two tables of the tests' own: repairs to the borough's streets, and the crews that do them."""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Crew(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=80)

    objects: ClassVar[models.Manager["Crew"]] = models.Manager()

    class Meta:
        app_label = "repairs"

    def __str__(self) -> str:
        return self.name


class Repair(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=20, default="open")
    is_urgent = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    cost = models.IntegerField(null=True)
    updated_at = models.DateTimeField()
    lead = models.ForeignKey(Crew, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Repair"]] = models.Manager()

    class Meta:
        app_label = "repairs"

    def __str__(self) -> str:
        return self.title
