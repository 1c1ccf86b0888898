"""Where partners are told of changes, and what became of each telling.

The endpoint is on record. What moves with every change cannot be, or telling of a change would be
a change to tell of: how far an endpoint was told, and its deliveries, are rows beside the record.
So are its secrets, which no log may hold.
"""

from datetime import datetime
from typing import Final, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django_fsm import transition

from backend.api.actor import Audiences
from backend.audit.changes import removal_of
from backend.audit.models import Entry
from backend.audit.states import StateField, Stateful
from backend.people.models import Actor, Belonging, Organisation


class EndpointState(models.TextChoices):
    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    REMOVED = "removed"


class DisabledBecause(models.TextChoices):
    GONE = "gone"
    FAILING = "failing"
    OWNER_LEFT = "owner_left"


E: Final = EndpointState
STANDING: Final = (E.PENDING, E.ACTIVE, E.PAUSED, E.DISABLED)


class WebhookEndpoint(Belonging, Stateful):
    """It is told what its owner may see at the time, and never more."""

    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=2000)
    # Verbs and types of things; none: every change.
    types = models.JSONField(default=list)
    description = models.CharField(max_length=500, blank=True)
    state = StateField(max_length=8, choices=E.choices, default=E.PENDING)
    disabled_because = models.CharField(max_length=10, choices=DisabledBecause.choices, blank=True)
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    subject_type = "webhook_endpoint"
    disclosed = ("url", "description")
    # The path of an address is often a secret of its own.
    for_auditors = frozenset({"url"})
    concerns = "owner_id"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=E.values), name="webhook_endpoint_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=E.REMOVED, ended_at__isnull=False)
                | (~Q(state=E.REMOVED) & Q(ended_at=None)),
                name="webhook_endpoint_ends_when_removed",
            ),
            models.CheckConstraint(
                condition=Q(state=E.DISABLED) ^ Q(disabled_because=""),
                name="webhook_endpoint_disabled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def host(self) -> str:
        """With its port, where that is not the usual one."""
        return urlsplit(self.url).netloc

    @transition(field=state, source=(E.PENDING, E.DISABLED), target=E.ACTIVE)
    def activate(self) -> None:
        self.disabled_because = ""

    @transition(field=state, source=E.ACTIVE, target=E.PAUSED)
    def pause(self) -> None:
        """Keeps its place in the log."""

    @transition(field=state, source=E.PAUSED, target=E.ACTIVE)
    def resume(self) -> None:
        """From where it was."""

    @transition(field=state, source=(E.PENDING, E.ACTIVE, E.PAUSED), target=E.DISABLED)
    def disable(self, *, because: DisabledBecause) -> None:
        self.disabled_because = because

    @transition(field=state, source=STANDING, target=E.PENDING)
    def relocate(self, *, url: str) -> None:
        """Another address has yet to answer."""
        self.url, self.disabled_because = url, ""

    @transition(field=state, source=STANDING, target=E.REMOVED)
    def remove(self, *, at: datetime) -> None:
        self.ended_at, self.disabled_because = at, ""


class WebhookSecret(models.Model):
    """Encrypted, since it must be read to sign. Several sign while one takes another's place."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="secrets")
    sealed = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.endpoint_id} from {self.made_at}"


class Outbox(models.Model):
    """How far an endpoint was told of the log. Whoever moves it holds the endpoint's lock."""

    endpoint = models.OneToOneField(
        WebhookEndpoint, on_delete=models.PROTECT, primary_key=True, related_name="outbox"
    )
    # The index of the next entry to look at.
    position = models.PositiveBigIntegerField()
    # What is told again, the last included; both or neither.
    replay_from = models.PositiveBigIntegerField(null=True)
    replay_to = models.PositiveBigIntegerField(null=True)
    # Since then nothing has arrived.
    failing_since = models.DateTimeField(null=True)
    # It asked to be left alone until then.
    rests_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.endpoint_id} at {self.position}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    WITHHELD = "withheld"


class Failure(models.TextChoices):
    """Why there is no answer."""

    UNRESOLVED = "unresolved"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMED_OUT = "timed_out"
    GARBLED = "garbled"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.WAITING)

    def free(self, at: datetime) -> Self:
        """In no living worker's hands."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))

    def due(self, at: datetime) -> Self:
        """To be tried now: nothing of the same thing before it waits, and its endpoint is ready. A
        ping waits for neither.
        """
        before = Delivery.objects.waiting().filter(
            endpoint=OuterRef("endpoint"),
            subject_id=OuterRef("subject_id"),
            index__lt=OuterRef("index"),
        )
        rests = Q(endpoint__outbox__rests_until__gt=at)
        ready = Q(endpoint__state=E.ACTIVE) & ~rests
        ping = Q(index=None) & Q(endpoint__state__in=STANDING)
        return self.waiting().free(at).filter(~Exists(before), ping | ready, due_at__lte=at)

    def told_to(self, audiences: Audiences) -> Self:
        """As much of each as the change feed tells that reader of its entry."""
        if audiences.everything:
            return self
        entry = Entry.objects.filter(id=OuterRef("event"))
        shown = self.annotate(is_shown=Exists(entry.filter(audience__in=audiences.names)))
        return shown.filter(Q(is_shown=True) | Exists(entry.filter(was__in=audiences.names)))

    def since(self, at: datetime) -> Self:
        """Those that still wait, and those settled since."""
        return self.filter(Q(settled_at=None) | Q(settled_at__gt=at))


class Delivery(models.Model):
    """One change to be told to one endpoint: the rows are the queue, and afterwards the journal."""

    id = models.UUIDField(primary_key=True, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    # The id of the log's entry, which is that of the event in every try.
    event = models.UUIDField()
    # Null: a ping, whose entry is numbered only after it is asked for.
    index = models.PositiveBigIntegerField(null=True)
    type = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(
        max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Its worker's own until then; after it, that worker counts as dead.
    claimed_until = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # Of the last try.
    status = models.PositiveSmallIntegerField(null=True)
    failure = models.CharField(max_length=11, choices=Failure.choices, blank=True)
    latency_ms = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    # False of some that are told to others than their owner.
    is_shown: bool = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once_each"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="waiting"), name="delivery_due_first"
            ),
            models.Index(
                fields=["endpoint", "subject_id", "index"],
                condition=Q(state="waiting"),
                name="delivery_in_order",
            ),
            models.Index(F("endpoint"), F("made_at"), F("id"), name="delivery_journal"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"

    @property
    def shown_type(self) -> str:
        return self.type if self.is_shown else removal_of(self.subject_type)

    @property
    def is_ping(self) -> bool:
        return self.index is None
