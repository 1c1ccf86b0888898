"""How many residents stand behind a commitment at this moment."""

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from backend.deals.models import Cohort, CohortSeat, Commitment


def with_residents(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """As `residents`; null where no tokens were ever issued. No statement of its own."""
    taken = CohortSeat.objects.filter(cohort__commitment=OuterRef("id"), has_left=False)
    count = taken.order_by().values("cohort").annotate(count=Count("id")).values("count")
    number = Coalesce(Subquery(count), 0, output_field=IntegerField())
    return rows.annotate(residents=Case(When(cohort__isnull=False, then=number), default=None))


def with_seats(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """As `seats_taken`."""
    taken = CohortSeat.objects.filter(cohort=OuterRef("id"), has_left=False)
    count = taken.order_by().values("cohort").annotate(count=Count("id")).values("count")
    return rows.annotate(seats_taken=Coalesce(Subquery(count), 0, output_field=IntegerField()))
