"""Where each party stands to the version on the table."""

from datetime import date

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)

from backend.deals.models import AMONG_THE_PARTIES, DealState, DealVersion, Party, Signature


class Consent(TextChoices):
    # No version is on the table, or none that this party is asked about.
    NOT_ASKED = "not_asked"
    TO_SIGN = "to_sign"
    # Its silence is enough, unless it declines until a stated day.
    MAY_DECLINE = "may_decline"
    SIGNED = "signed"
    SILENT = "silent"


def with_consents(parties: QuerySet[Party], *, on: date) -> QuerySet[Party]:
    """Each with its `consent` that day, and with `decline_until` where it may still decline."""
    number = OuterRef("deal__current_number")
    signed = Signature.objects.filter(party=OuterRef("pk"), deal_version__number=number)
    version = DealVersion.objects.filter(deal=OuterRef("deal_id"), number=number)
    agreed = Q(agreed_number__gt=0, agreed_number=F("deal__current_number")) & ~Q(
        deal__state__in=AMONG_THE_PARTIES
    )
    asked = Q(ended_at=None, deal__state=DealState.SIGNING)
    consent = Case(
        When(agreed & Exists(signed), then=Value(Consent.SIGNED)),
        When(agreed, then=Value(Consent.SILENT)),
        When(asked & Q(must_sign=True), then=Value(Consent.TO_SIGN)),
        # The deal waits for others; what this party had to say is said.
        When(asked & Q(object_by__lt=on), then=Value(Consent.SILENT)),
        When(asked, then=Value(Consent.MAY_DECLINE)),
        default=Value(Consent.NOT_ASKED),
        output_field=CharField(),
    )
    windowed = parties.annotate(object_by=Subquery(version.values("object_by")))
    return windowed.annotate(
        consent=consent, decline_until=Case(When(consent=Consent.MAY_DECLINE, then=F("object_by")))
    )
