"""Residents who join a commitment without saying who they are.

Of a token and of a leave code only the hash is kept, with no time, no request and no link from the
one to the other: who joined cannot be told from the columns of these tables. They
are therefore the one part of a deal that the log does not record row by row; the hourly count is.

What no table tells, the database's own bookkeeping may: on PostgreSQL a used token and the seat
taken with it were last written by one transaction, and a seat says whether its resident has left.
It never says who that is: only whoever handed out the tokens by name could know.
"""

from django.db import models

from backend.deals.models.commitment import Commitment
from backend.people.models import Belonging


class Cohort(Belonging):
    """The residents behind one commitment, as often counted as the log may say."""

    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="cohort")
    counted = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    tokens_issued = models.PositiveIntegerField(default=0)

    subject_type = "cohort"

    def __str__(self) -> str:
        return f"of {self.commitment_id}"


class CohortToken(models.Model):
    """Lets one resident join, once."""

    id = models.UUIDField(primary_key=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.cohort_id)


class CohortSeat(models.Model):
    """One resident who joined; their leave code is the only thing that finds it again."""

    id = models.UUIDField(primary_key=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="seats")
    leave_digest = models.CharField(max_length=64, unique=True)
    has_left = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["cohort", "has_left"], name="seats_of_cohort")]

    def __str__(self) -> str:
        return str(self.cohort_id)
