"""What a fund has, what of it is given, and what is left; all of it in whole pence."""

from dataclasses import dataclass
from typing import Any, Final, Self  # Any: rows with more than the model's own fields

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from backend.deals.models import SPOKEN_FOR, Fund, Grant

# The least there is to give.
LEAST: Final = 1


@dataclass(frozen=True)
class Money:
    """`wanted` is None where the amount is not said yet: any part of what is left would do."""

    left: int
    wanted: int | None = None

    @classmethod
    def of(cls, fund: Fund, *, wanted: int | None = None) -> Self:
        """Whoever approves holds the fund's lock while it is counted."""
        return cls(fund.amount - Grant.objects.spoken_for().filter(fund=fund).total(), wanted)


def with_money(funds: QuerySet[Fund]) -> QuerySet[Any]:
    """`approved`: what the grants of each were approved for, and `left`: what remains."""
    total = Sum("grants__approved", filter=Q(grants__state__in=SPOKEN_FOR))
    # PostgreSQL sums whole numbers to a decimal; these sums stay below the fund's own amount.
    approved = Coalesce(Cast(total, BigIntegerField()), 0)
    return funds.annotate(approved=approved).annotate(left=F("amount") - F("approved"))


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02}"
