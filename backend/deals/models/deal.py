from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django_fsm import RETURN_VALUE, transition

from backend.actions.models import Action, Principle
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, Belonging, Documented, Organisation, OrganisationKind


class DealState(models.TextChoices):
    DRAFT = "draft"
    OPEN = "open"
    SIGNING = "signing"
    ACTIVE = "active"
    FULFILLED = "fulfilled"
    ENDED = "ended"


D = DealState
CLOSED: Final = (D.FULFILLED, D.ENDED)
# Only its parties and its facilitator read it: see `Deal.audience_in`.
AMONG_THE_PARTIES: Final = (D.DRAFT, D.OPEN)
# A forum endorses what the parties have put their names to, or are asked to.
ENDORSABLE: Final = (D.SIGNING, D.ACTIVE)


class Deal(Documented, Stateful):
    """An informal, co-produced agreement. Its terms are these fields, its principles, its parties
    and their commitments; a version freezes them, and that is what a party signs.
    """

    title = models.CharField(max_length=200)
    # What all of them want to reach.
    goal = models.CharField(max_length=2000)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Whoever leaves stays bound for so many days.
    notice_days = models.PositiveSmallIntegerField(default=0)
    state = StateField(max_length=9, choices=DealState.choices, default=D.DRAFT)
    # The number of the version being signed or in force; 0: none was ever frozen.
    current_number = models.PositiveIntegerField(default=0)
    activated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    open_escalations = models.PositiveSmallIntegerField(default=0)
    # When a forum last endorsed it, by a decision of its own.
    endorsed_at = models.DateTimeField(null=True)

    subject_type = "deal"
    disclosed = ("title", "goal", "source")

    class Meta(Documented.Meta):
        permissions = [("act_as_facilitator", "Facilitator of the deal")]
        indexes = [models.Index(fields=["partnership", "state", "id"], name="deal_by_state")]
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=DealState.values), name="deal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="deal_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[D.SIGNING, D.ACTIVE, D.FULFILLED])
                | Q(current_number__gt=0),
                name="deal_signed_in_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def audience_in(self) -> str:
        """Who reads it and its parts from now on; what ends keeps the readers it had."""
        return f"deal:{self.id}" if self.state in AMONG_THE_PARTIES else "partnership"

    @transition(field=state, source=D.DRAFT, target=D.OPEN)
    def open(self) -> None:
        pass

    @transition(field=state, source=D.OPEN, target=D.SIGNING)
    def call_for_signatures(self, *, number: int) -> None:
        self.current_number = number

    @transition(field=state, source=D.SIGNING, target=RETURN_VALUE(D.SIGNING, D.ACTIVE))
    def sign(self, *, at: datetime) -> str:
        """By the last of them; a signature before that moves nothing."""
        self.activated_at = at
        return D.ACTIVE

    @transition(field=state, source=D.SIGNING, target=D.OPEN)
    def decline(self) -> None:
        pass

    @transition(field=state, source=[D.SIGNING, D.ACTIVE], target=D.SIGNING)
    def amend(self, *, number: int) -> None:
        self.current_number = number

    @transition(field=state, source=D.ACTIVE, target=RETURN_VALUE(D.ACTIVE, D.ENDED))
    def leave(self, *, at: datetime, remaining: int) -> str:
        """`remaining` parties: one alone makes no deal."""
        if remaining >= 2:
            return D.ACTIVE
        self.closed_at = at
        return D.ENDED

    @transition(field=state, source=D.ACTIVE, target=D.FULFILLED)
    def fulfil(self, *, at: datetime) -> None:
        self.closed_at = at

    @transition(field=state, source=[D.OPEN, D.SIGNING, D.ACTIVE], target=D.ENDED)
    def end(self, *, at: datetime) -> None:
        self.closed_at = at


class PartyKind(models.TextChoices):
    """The sides of a deal."""

    COUNCIL = "council"
    PARTNER = "partner"
    BUSINESS = "business"
    COMMUNITY_GROUP = "community_group"
    RESIDENT_COHORT = "resident_cohort"


# Health, police, housing, the voluntary sector: the council's strategic partners.
KIND_OF: Final = {
    OrganisationKind.COUNCIL: PartyKind.COUNCIL,
    OrganisationKind.BUSINESS: PartyKind.BUSINESS,
    OrganisationKind.COMMUNITY_GROUP: PartyKind.COMMUNITY_GROUP,
    OrganisationKind.RESIDENT_COHORT: PartyKind.RESIDENT_COHORT,
}


def kind_of(organisation: Organisation) -> PartyKind:
    return KIND_OF.get(OrganisationKind(organisation.kind), PartyKind.PARTNER)


class Party(Belonging):
    """An organisation's seat at a deal; kept when it leaves."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=PartyKind.choices)
    # Of the current version: its signature is needed. Otherwise its silence is enough.
    must_sign = models.BooleanField(default=True)
    # The last version it agreed to, by signature or by silence; 0: none.
    agreed_number = models.PositiveIntegerField(default=0)
    # Notice given: bound until the end of the day before.
    leaves_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    subject_type = "party"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "organisation"],
                condition=Q(ended_at=None),
                name="party_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.deal_id}"


class PrincipleLink(Belonging):
    """A principle the deal embodies: part of its terms."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="principle_links")
    principle = models.ForeignKey(Principle, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    subject_type = "principle_link"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "principle"],
                condition=Q(ended_at=None),
                name="principle_linked_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} → {self.principle_id}"


class ActionLink(Belonging):
    """An action the deal supports: where its work shows, not what is promised."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="action_links")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    subject_type = "action_link"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "action"],
                condition=Q(ended_at=None),
                name="action_linked_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} → {self.action_id}"


class Channel(models.TextChoices):
    """How a contribution reached the deal."""

    ACCORD = "accord"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    SURVEY = "survey"
    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    SOCIAL_MEDIA = "social_media"
    STREET = "street"


class DealContribution(Belonging):
    """What someone brought to the making of a deal; of people without an account their part in the
    place (a parent from Page Moss), never their name.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="contributions")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    text = models.CharField(max_length=4000)
    # Empty: whoever recorded it speaks for themselves.
    voice = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()

    subject_type = "deal_contribution"
    disclosed = ("text", "voice")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="contribution_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.ACCORD) | ~Q(voice=""),
                name="contribution_from_outside_says_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.deal_id}"
