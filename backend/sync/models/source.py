from typing import Final

from django.db import models
from django.db.models import Q

from backend.people.models import Belonging, Organisation, Profile


class Field(models.TextChoices):
    """What of an action a source may speak of."""

    TITLE = "title"
    SUMMARY = "summary"
    DUE_ON = "due_on"
    STATUS = "status"
    REPORT = "report"
    PLAN = "plan"
    PRIORITY = "priority"
    LEAD = "lead"


# Said when an action is first sent, and Accord's from then on: giving work to another sponsor, plan
# or lead is a person's to decide.
ONLY_AT_FIRST: Final = (Field.PLAN, Field.PRIORITY, Field.LEAD)
GOVERNED: Final = tuple(one for one in Field if one not in ONLY_AT_FIRST)


class Authority(models.TextChoices):
    """Who has the last word on a field; `shared`: a person decides where the two differ."""

    SOURCE = "source"
    ACCORD = "accord"
    SHARED = "shared"


class OrderedBy(models.TextChoices):
    """By which of the two the source says which of its items came later."""

    CHANGED_AT = "changed_at"
    SEQUENCE = "sequence"


class Source(Belonging):
    """A member's own system of record, in which its actions have other ids than here."""

    slug = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The partner system that writes through it.
    system = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.CharField(max_length=10, choices=OrderedBy.choices)
    # Of each governed field; one that is not there is shared.
    authority = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    subject_type = "source"
    disclosed = ("name",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="source_slug_once"),
            models.CheckConstraint(
                condition=Q(ordered_by__in=OrderedBy.values), name="source_order_known"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def authority_over(self, field: str) -> Authority:
        if field in ONLY_AT_FIRST:
            return Authority.ACCORD
        return Authority(self.authority.get(field, Authority.SHARED))

    @property
    def authorities(self) -> list[dict[str, str]]:
        return [{"field": one.value, "held_by": self.authority_over(one).value} for one in GOVERNED]


class Meaning(models.TextChoices):
    """What a source's word says of an action: the state it is to come to."""

    IN_PROGRESS = "in_progress"
    AT_RISK = "at_risk"
    DONE = "done"
    NOTHING = "nothing"


class StatusMapping(Belonging):
    """What one word of a source means. While the word was sent and means nothing known, the source
    waits, and it is a task for the administrator.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="status_mappings")
    word = models.CharField(max_length=100)
    # Blank: nobody has said.
    means = models.CharField(max_length=11, choices=Meaning.choices, blank=True)
    # Since when the source waits for it; null: it does not.
    asked_at = models.DateTimeField(null=True)

    subject_type = "status_mapping"
    disclosed = ("word",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "word"], name="status_word_once"),
            models.CheckConstraint(
                condition=Q(means__in=["", *Meaning.values]), name="status_meaning_known"
            ),
            models.CheckConstraint(
                condition=Q(means="") | Q(asked_at=None), name="status_waits_until_it_is_mapped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} of {self.source_id}"
