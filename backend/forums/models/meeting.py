from datetime import date, datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from backend.actions.models import Action
from backend.audit.states import StateField, Stateful
from backend.deals.models import Deal
from backend.forums.models.forum import Forum
from backend.people.models import Actor, Belonging


class MeetingState(models.TextChoices):
    SCHEDULED = "scheduled"
    AGENDA_PUBLISHED = "agenda_published"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    MINUTES_CIRCULATED = "minutes_circulated"
    MINUTES_APPROVED = "minutes_approved"
    CANCELLED = "cancelled"


M = MeetingState
AHEAD: Final = (M.SCHEDULED, M.AGENDA_PUBLISHED)
HELD: Final = (M.CLOSED, M.MINUTES_CIRCULATED, M.MINUTES_APPROVED)


class Meeting(Belonging, Stateful):
    """Its row holds what everyone may know of it. What of its agenda and minutes is restricted
    stands in rows of its own and never changes this one.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    # Shared by those scheduled together.
    series = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=500, blank=True)
    papers_due_on = models.DateField()
    state = StateField(max_length=18, choices=MeetingState.choices, default=M.SCHEDULED)
    # Of the public agenda last published; 0: none was.
    agenda_number = models.PositiveIntegerField(default=0)
    # RFC 5545, 3.8.7.4: rises when it is moved or cancelled.
    sequence = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=2000, blank=True)
    circulated_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    # Minutes are approved at a later meeting of the forum or by a written procedure.
    approved_at_meeting = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approval_procedure = models.CharField(max_length=2000, blank=True)

    subject_type = "meeting"
    disclosed = ("title", "place", "link", "cancel_reason", "approval_procedure")

    class Meta:
        indexes = [
            models.Index(fields=["forum", "state", "starts_at", "id"], name="meeting_of_forum"),
            models.Index(fields=["partnership", "starts_at", "id"], name="meeting_by_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state=M.CANCELLED) | Q(cancelled_at__isnull=False),
                name="meeting_cancelled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD

    @transition(field=state, source=M.SCHEDULED, target=M.AGENDA_PUBLISHED)
    def publish_agenda(self, *, number: int) -> None:
        self.agenda_number = number

    @transition(field=state, source=[M.SCHEDULED, M.AGENDA_PUBLISHED], target=None)
    def move(self, *, starts_at: datetime, ends_at: datetime, papers_due_on: date) -> None:
        self.starts_at, self.ends_at, self.papers_due_on = starts_at, ends_at, papers_due_on
        self.sequence += 1

    @transition(field=state, source=[M.SCHEDULED, M.AGENDA_PUBLISHED], target=M.CANCELLED)
    def cancel(self, *, at: datetime, reason: str) -> None:
        self.cancelled_at, self.cancel_reason = at, reason
        self.sequence += 1

    @transition(field=state, source=M.AGENDA_PUBLISHED, target=M.IN_SESSION)
    def open(self, *, at: datetime) -> None:
        self.opened_at = at

    @transition(field=state, source=M.IN_SESSION, target=M.CLOSED)
    def close(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=state, source=M.CLOSED, target=M.MINUTES_CIRCULATED)
    def circulate_minutes(self, *, at: datetime) -> None:
        self.circulated_at = at

    @transition(field=state, source=M.MINUTES_CIRCULATED, target=M.MINUTES_APPROVED)
    def approve_minutes(
        self, *, at: datetime, at_meeting: "Meeting | None", procedure: str
    ) -> None:
        self.approved_at, self.approved_at_meeting = at, at_meeting
        self.approval_procedure = procedure


class ItemKind(models.TextChoices):
    REPORT = "report"
    DECISION = "decision"
    ESCALATION = "escalation"
    ACTION_REVIEW = "action_review"
    DEAL_ENDORSEMENT = "deal_endorsement"


class AgendaItem(Belonging):
    """Restricted ones are numbered apart: the others stand as if there were none."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=4000, blank=True)
    restricted = models.BooleanField(default=False)
    # From 1, among those of the meeting that are as restricted as this one.
    position = models.PositiveSmallIntegerField()
    # Why the chair admitted it after the agenda was published.
    urgency = models.CharField(max_length=2000, blank=True)
    escalation = models.ForeignKey(
        "forums.Escalation", on_delete=models.PROTECT, null=True, related_name="items"
    )
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, null=True, related_name="+")
    # The decision that the chair took alone and reports here.
    reports = models.ForeignKey(
        "forums.Decision", on_delete=models.PROTECT, null=True, related_name="reported_at"
    )
    # The item of an earlier meeting whose place it took.
    placed_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="placed_again"
    )
    ended_at = models.DateTimeField(null=True)

    subject_type = "agenda_item"
    disclosed = ("title", "summary", "urgency")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.UniqueConstraint(
                fields=["meeting", "restricted", "position"], name="item_position_once"
            ),
            models.UniqueConstraint(
                fields=["escalation"],
                condition=Q(escalation__isnull=False, ended_at=None),
                name="escalation_placed_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaVersion(Belonging):
    """The agenda as it was published; never changes again. What is restricted has versions of its
    own, with their own numbers.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_versions")
    restricted = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    # [{"item", "position", "kind", "title", "summary", "urgency"}] in the order of the meeting.
    items = models.JSONField()
    published_at = models.DateTimeField()

    subject_type = "agenda_version"
    disclosed = ("items",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "restricted", "number"], name="agenda_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} in version {self.number}"


class Presence(models.TextChoices):
    PRESENT = "present"
    # Somebody sat there in the member's place.
    SUBSTITUTE = "substitute"
    APOLOGIES = "apologies"
    ABSENT = "absent"


SITTING: Final = (Presence.PRESENT, Presence.SUBSTITUTE)


class Attendance(Belonging):
    """One stay of a member, or of whoever sat there for them, for `arrived_at` ≤ t < `left_at`;
    or that they did not come.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence.choices)
    # Who sat there: the member or their substitute.
    person = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    subject_type = "attendance"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values), name="attendance_presence_known"
            ),
            models.CheckConstraint(
                condition=Q(presence__in=SITTING, arrived_at__isnull=False, person__isnull=False)
                | (
                    ~Q(presence__in=SITTING)
                    & Q(arrived_at__isnull=True, left_at__isnull=True, person__isnull=True)
                ),
                name="attendance_says_who_sat_there",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="attendance_leaves_after_arriving",
            ),
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=Q(left_at=None),
                name="attendance_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.presence}"

    @property
    def stayed_until(self) -> datetime | None:
        """`meeting` is loaded: whoever did not leave before stayed until it was closed."""
        if self.arrived_at is None:
            return None
        return self.left_at or self.meeting.closed_at


class Interest(Belonging):
    """What a member has at stake in one item. A disqualifying one keeps them from its vote and from
    its quorum.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="interests")
    member = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=2000)
    disqualifies = models.BooleanField(default=True)
    declared_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    subject_type = "interest"
    disclosed = ("nature",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="interest_declared_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.item_id}"


class Minutes(Belonging):
    """What is written of a meeting: one part for all, one for the forum alone."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    restricted = models.BooleanField(default=False)
    text = models.CharField(max_length=50_000)
    written_at = models.DateTimeField()

    subject_type = "minutes"
    disclosed = ("text",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "restricted"], name="minutes_once_a_part")
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting_id}"


class MinutesCorrection(Belonging):
    """A signed note beside approved minutes, whose text stays as it was approved."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    text = models.CharField(max_length=4000)
    signed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=200)
    signed_at = models.DateTimeField()

    subject_type = "minutes_correction"
    disclosed = ("text", "capacity")

    def __str__(self) -> str:
        return f"Correction of {self.minutes_id}"
