from datetime import date

from django.db import models

from backend.deals.models.deal import AMONG_THE_PARTIES, Deal, Party
from backend.people.models import Actor, Belonging


class DealVersion(Belonging):
    """The terms as they stood when they were put to the parties; never changes again.

    `terms` in the canonical form of RFC 8785 has the SHA-256 `digest` (lower-case hex).
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    # Why the version before it was amended; empty for one that a call for signatures froze.
    reason = models.CharField(max_length=2000, blank=True)
    # The last day on which those who need not sign may decline; null: everyone signs.
    object_by = models.DateField(null=True)

    subject_type = "deal_version"
    # The digest stays: what was signed can be held against it even where words were erased.
    disclosed = ("terms", "reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "number"], name="deal_version_once")]

    def __str__(self) -> str:
        return f"{self.deal_id} in version {self.number}"

    @property
    def is_current(self) -> bool:
        return self.number == self.deal.current_number and self.deal.state not in AMONG_THE_PARTIES

    def is_silence_consent(self, on: date) -> bool:
        return self.object_by is not None and on > self.object_by


class Signature(Belonging):
    """A party's consent to one version, by a person in a capacity; bound to its digest for ever."""

    deal_version = models.ForeignKey(
        DealVersion, on_delete=models.PROTECT, related_name="signatures"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    # Who entered it; of a signature on paper the facilitator, not whoever signed.
    entered_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    signatory = models.CharField(max_length=200)
    capacity = models.CharField(max_length=200)
    # The name the party had.
    party_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    on_paper = models.BooleanField(default=False)
    # Of a signature on paper: where the paper is, and its SHA-256 in lower-case hex.
    evidence = models.CharField(max_length=2000, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)

    # Set by `verifying.verify`, each time it is read: whether the terms still have this digest.
    is_verified: bool

    subject_type = "signature"
    disclosed = ("signatory", "capacity", "party_name", "evidence", "evidence_sha256")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deal_version", "party"], name="signed_once_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(on_paper=False) | ~models.Q(evidence=""),
                name="signature_on_paper_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.deal_version_id}"

    @property
    def is_current(self) -> bool:
        """Of the version being signed or in force: not of one that was declined or amended."""
        return self.deal_version.is_current
