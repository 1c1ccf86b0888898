from typing import Self, TypeVar
from uuid import UUID

from django.db import models

from backend.api.actor import Actor
from backend.audit.models import Log, Recorded


class Partnership(Recorded):
    """Its id is the id of the log it is kept in, so that either can be filtered without a join."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kept_in = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="+")

    subject_type = "partnership"
    disclosed = ("name",)

    class Meta:
        permissions = [
            ("act_as_administrator", "Administrator of the partnership"),
            ("act_as_auditor", "Auditor of the partnership"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def partnership_id(self) -> UUID:
        return self.id


BelongingT_co = TypeVar("BelongingT_co", bound="Belonging", covariant=True)


class BelongingQuerySet(models.QuerySet[BelongingT_co]):
    def visible_to(self, actor: Actor) -> Self:
        """The one answer to "may they see it": rows outside it do not exist for this actor."""
        rows = self.filter(partnership_id=actor.partnership_id)
        if actor.audiences.everything:
            return rows
        return rows.filter(audience__in=actor.audiences.names)


class Belonging(Recorded):
    """A recorded row of exactly one partnership."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    objects = BelongingQuerySet.as_manager()

    class Meta:
        abstract = True


class Documented(Belonging):
    """What the partnership's own documents may name: their reference for it, and where it stands.

    `source` is a line for a reader: document, section, lines.
    """

    reference = models.CharField(max_length=128, null=True)  # noqa: DJ001 - unique only when set
    source = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "reference"], name="%(class)s_reference_once"
            )
        ]
