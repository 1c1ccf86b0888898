"""Recorded things for the tests of the log, which must not know the real ones."""

from uuid import UUID

from django.db import models
from django_fsm import transition

from backend.audit.models import AppendOnly, Log, Recorded
from backend.audit.states import StateField, Stateful


class Street(Recorded):
    """Stands where the partnership stands: its key is its log's."""

    id = None  # type: ignore[assignment]  # the log's key takes its place
    log = models.OneToOneField(Log, models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(max_length=80)

    subject_type = "street"


class Lamp(Recorded, Stateful):
    street = models.ForeignKey(Street, models.PROTECT, related_name="lamps")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    remark = models.TextField(null=True)  # noqa: DJ001  # a hidden value may be nothing, too
    keeper = models.UUIDField(null=True)
    state = StateField(max_length=10, default="unlit")
    lit_on = models.DateField(null=True)
    lit_at = models.DateTimeField(null=True)
    height = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    wires = models.JSONField(default=list)

    subject_type = "lamp"
    disclosed = ("title", "remark")
    concerns = "keeper"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("unlit", "lit")), name="lamp_state_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def log_id(self) -> UUID:
        street_id: UUID = self.street_id
        return street_id

    @transition(field="state", source="unlit", target="lit")
    def light(self) -> None:
        """The state is all that changes."""


class Glance(AppendOnly):
    """Another app's append-only table."""

    what = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.what
