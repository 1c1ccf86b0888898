from typing import Final

from django.db import models
from django.db.models import F, Q

from backend.people.models import Appointment, Documented, Organisation


class ForumKind(models.TextChoices):
    """As the partnership's documents name bodies; the kind decides nothing by itself."""

    STRATEGIC_BOARD = "strategic_board"
    STATUTORY_BOARD = "statutory_board"
    THEMATIC_BOARD = "thematic_board"
    ENGAGEMENT_BOARD = "engagement_board"
    HEALTH_PARTNERSHIP = "health_partnership"
    COMMISSION = "commission"
    FORUM = "forum"


class Majority(models.TextChoices):
    """Of the votes for and against; who abstains or says nothing counts for neither."""

    SIMPLE = "simple"
    TWO_THIRDS = "two_thirds"
    # At most `consensus_minus` against.
    CONSENSUS = "consensus"


LONGEST_CODE: Final = 8


class Forum(Documented):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=ForumKind.choices)
    # The forum it escalates to; none: the Board.
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="forums")
    # What the references of its decisions begin with: BTB-2026-014.
    code = models.CharField(max_length=LONGEST_CODE, null=True)  # noqa: DJ001 - unique only when set
    terms_of_reference = models.CharField(max_length=8000, blank=True)
    # At least so many members, and at least this share of all of them.
    quorum = models.PositiveSmallIntegerField(default=1)
    quorum_percent = models.PositiveSmallIntegerField(default=0)
    majority = models.CharField(max_length=10, choices=Majority.choices, default=Majority.SIMPLE)
    consensus_minus = models.PositiveSmallIntegerField(default=0)
    # Working days it has, from when an escalation comes to it.
    acknowledge_days = models.PositiveSmallIntegerField(default=5)
    resolve_days = models.PositiveSmallIntegerField(default=20)
    # Working days before a meeting at which its papers are due.
    paper_days = models.PositiveSmallIntegerField(default=5)
    # Working days after a quarter at which sponsors owe the Board their assurance.
    assurance_days = models.PositiveSmallIntegerField(default=10)

    subject_type = "forum"
    disclosed = ("name", "source", "terms_of_reference")

    class Meta(Documented.Meta):
        permissions = [
            ("act_as_secretary", "Secretary of the forum"),
            ("act_as_chair", "Chair of the forum"),
            ("act_as_member", "Member of the forum"),
            ("act_as_substitute", "Substitute of a member of the forum"),
        ]
        constraints = [
            *Documented.Meta.constraints,
            models.UniqueConstraint(fields=["partnership", "code"], name="forum_code_once"),
            models.CheckConstraint(condition=Q(kind__in=ForumKind.values), name="forum_kind_known"),
            models.CheckConstraint(
                condition=Q(majority__in=Majority.values), name="forum_majority_known"
            ),
            models.CheckConstraint(
                condition=Q(quorum__gt=0, quorum_percent__lte=100), name="forum_quorum_sensible"
            ),
            models.CheckConstraint(
                condition=Q(acknowledge_days__gt=0, resolve_days__gte=F("acknowledge_days")),
                name="forum_limits_sensible",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="forum_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def restricted_to(self) -> str:
        """The audience of what only the forum itself may see."""
        return f"forum:{self.id}"

    @property
    def is_board(self) -> bool:
        return self.parent_id is None


class Seat(Documented):
    """A place at a forum, of an organisation or of another forum, whoever sits on it.

    Who counts for the quorum is who holds the role member; the appointment is theirs.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="seats")
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # The forum whose chair or delegate sits here.
    body = models.ForeignKey(Forum, on_delete=models.PROTECT, null=True, related_name="+")
    # The last one made for it; the seat is vacant when there is none in force.
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    subject_type = "seat"
    disclosed = ("title", "source")

    class Meta(Documented.Meta):
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) ^ Q(body__isnull=False),
                name="seat_of_an_organisation_or_a_body",
            ),
        ]

    def __str__(self) -> str:
        return self.title
