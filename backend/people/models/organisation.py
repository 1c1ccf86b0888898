from django.db import models

from backend.people.models.partnership import Documented


class OrganisationKind(models.TextChoices):
    COUNCIL = "council"
    HEALTH = "health"
    POLICE = "police"
    HOUSING = "housing"
    VOLUNTARY_SECTOR = "voluntary_sector"
    BUSINESS = "business"
    COMMUNITY_GROUP = "community_group"
    RESIDENT_COHORT = "resident_cohort"
    OTHER = "other"


class Organisation(Documented):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    # [{"scheme": "GB-COH", "id": "09506232"}], at most one id per scheme; schemes as org-id.guide.
    identifiers = models.JSONField(default=list)

    subject_type = "organisation"
    disclosed = ("name", "source")

    class Meta(Documented.Meta):
        permissions = [
            ("act_as_representative", "Acts for the organisation"),
            ("act_as_system", "Partner system of the organisation"),
        ]
        constraints = [
            *Documented.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
