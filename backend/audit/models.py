"""The log's own tables, and the base every recorded object inherits.

Rows here are inserted and never changed; the triggers see to it. The one exception is a
disclosure's value, which may go to nothing, once.
"""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import CompositePrimaryKey, F, Q

from backend.audit.standing_in import IS_STOOD_IN_FOR, PERSON

LARGEST_LEAF = 65_535
AUDITORS = "auditors"


class AppendOnly(models.Model):
    """Rows are inserted, never updated, never deleted: triggers on both databases see to it."""

    class Meta:
        abstract = True


class Log(AppendOnly):
    """One per partnership; also the lock that orders its entries."""

    id = models.UUIDField(primary_key=True, editable=False)
    origin = models.CharField(max_length=200, unique=True, editable=False)

    def __str__(self) -> str:
        return self.origin


class Entry(AppendOnly):
    """One object changed. Only `leaf` is hashed; the columns after `nodes` repeat it for queries.

    `origin_client` alone is not in the leaf: it names the program, not the fact.
    """

    pk = CompositePrimaryKey("log_id", "index")
    log = models.ForeignKey(Log, models.PROTECT, related_name="entries", db_index=False)
    index = models.PositiveBigIntegerField()
    id = models.UUIDField(unique=True, editable=False)
    leaf = models.BinaryField(max_length=LARGEST_LEAF)
    leaf_hash = models.BinaryField(max_length=32)
    nodes = models.BinaryField()
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField()
    actor = models.UUIDField()
    audience = models.CharField(max_length=80)
    was = models.CharField(max_length=80)
    cause = models.UUIDField()
    at = models.DateTimeField()
    logged = models.DateTimeField()
    request_id = models.UUIDField()
    origin_client = models.CharField(max_length=200, blank=True)

    class Meta:
        # Each makes every append dearer, the less so the fewer the places it is written at: one for
        # each actor at work, and for each verb. The last only holds what deputies did.
        indexes = [
            models.Index(
                fields=["log", "subject_type", "subject_id", "index"], name="entry_by_subject"
            ),
            models.Index(fields=["log", "actor", "index"], name="entry_by_actor"),
            models.Index(fields=["log", "verb", "index"], name="entry_by_verb"),
            models.Index(
                F("log"), PERSON, F("index"), condition=IS_STOOD_IN_FOR, name="entry_by_principal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} #{self.index} {self.verb}"


class Disclosure(models.Model):
    """What one digest in a leaf stands for, in RFC 9901 form, until it is erased."""

    digest = models.CharField(max_length=43, primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    field = models.CharField(max_length=80)
    concerns = models.UUIDField(null=True)
    audience = models.CharField(max_length=80)
    value = models.TextField(null=True)  # noqa: DJ001  # nothing is not the empty text: erased

    class Meta:
        indexes = [
            models.Index(
                fields=["log", "concerns"],
                condition=Q(concerns__isnull=False),
                name="disclosure_by_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} {self.field}"


class Told(AppendOnly):
    """Whom an entry tells. Its key, read backwards, is one actor's notices, newest first."""

    pk = CompositePrimaryKey("log_id", "actor", "index")
    log = models.ForeignKey(Log, models.PROTECT, related_name="+", db_index=False)
    actor = models.UUIDField()
    index = models.PositiveBigIntegerField()
    entry = models.ForeignKey(
        Entry, models.PROTECT, to_field="id", related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.actor} of {self.log_id} #{self.index}"


class Checkpoint(AppendOnly):
    """What was signed and shown; a log that no longer matches one of these was rewritten."""

    pk = CompositePrimaryKey("log_id", "size")
    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.log_id} at {self.size}"


class Recorded(models.Model):
    """A row that cannot change without an entry in the log of its partnership.

    Recorded are all concrete fields but `id`, `version`, `audience` and `entry`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(editable=False)
    audience = models.CharField(max_length=80, default="partnership")
    # The row is saved before its entry is numbered: the key is checked at commit. No index, which
    # on PostgreSQL only the deletion of an entry would walk; SQLite is given one (entry_indexes).
    entry = models.ForeignKey(
        Entry,
        models.PROTECT,
        to_field="id",
        related_name="+",
        db_index=False,
        editable=False,
    )

    subject_type: ClassVar[str]
    disclosed: ClassVar[tuple[str, ...]] = ()
    # Of the disclosed fields, those only an auditor reads in the log: addresses of people.
    for_auditors: ClassVar[frozenset[str]] = frozenset()
    concerns: ClassVar[str | None] = None

    class Meta:
        abstract = True

    @property
    def log_id(self) -> UUID:
        """Every recorded row belongs to one partnership, whose key is its log's."""
        partnership_id: UUID = self.partnership_id  # type: ignore[attr-defined]  # a column of the heirs
        return partnership_id


class SigningKey(Recorded):
    """A key of one log, on record since the first time its keys changed. Which trees it signs is
    told by its entries: those that hold the one introducing it and not the one retiring it.
    """

    log = models.ForeignKey(Log, models.PROTECT, related_name="+")
    key = models.CharField(max_length=400)  # C2SP verifier key
    # Null: it signed before any entry spoke of keys.
    introduced_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    # Said outright: in the module of their base the type checker does not find them.
    objects: ClassVar[models.Manager["SigningKey"]] = models.Manager()

    subject_type = "signing_key"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "key"], name="signing_key_once_per_log")
        ]

    def __str__(self) -> str:
        return self.key


class RestoredLog(Recorded):
    """An operator's word that the log goes on from a backup: how far it was signed before, where
    it stood when that was accepted, and why. What was signed beyond is lost, and this says so.
    """

    log = models.ForeignKey(Log, models.PROTECT, related_name="+")
    lost_size = models.PositiveBigIntegerField()
    lost_root = models.CharField(max_length=44)  # base64, as in a checkpoint
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=44)
    reason = models.TextField()

    objects: ClassVar[models.Manager["RestoredLog"]] = models.Manager()

    subject_type = "restored_log"
    disclosed = ("reason",)

    def __str__(self) -> str:
        return f"{self.log_id} from {self.lost_size} to {self.size}"
