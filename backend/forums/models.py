from django.db import models

from backend.people.models import Documented


class ForumKind(models.TextChoices):
    """As the partnership's documents name bodies; the kind decides nothing by itself."""

    STRATEGIC_BOARD = "strategic_board"
    STATUTORY_BOARD = "statutory_board"
    THEMATIC_BOARD = "thematic_board"
    ENGAGEMENT_BOARD = "engagement_board"
    HEALTH_PARTNERSHIP = "health_partnership"
    COMMISSION = "commission"
    FORUM = "forum"


class Forum(Documented):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ForumKind.choices)
    # The forum it escalates to; none: the Board.
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="forums")

    subject_type = "forum"
    disclosed = ("name", "source")

    class Meta(Documented.Meta):
        permissions = [
            ("act_as_secretary", "Secretary of the forum"),
            ("act_as_chair", "Chair of the forum"),
            ("act_as_member", "Member of the forum"),
        ]
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=ForumKind.values), name="forum_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
