from django.db import models

from backend.people.models.partnership import Belonging, Documented


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
    # The day from which another stands in its place: it takes on no new duty.
    succeeded_on = models.DateField(null=True)
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


class SuccessionKind(models.TextChoices):
    RENAME = "rename"
    MERGER = "merger"
    SPLIT = "split"


class Succession(Belonging):
    """Who stands in whose place, from a day on. A rename leads from an organisation to itself; a
    split has one row for each successor.
    """

    kind = models.CharField(max_length=6, choices=SuccessionKind.choices)
    predecessor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="predecessions"
    )
    # The predecessor's name as it was until that day.
    former_name = models.CharField(max_length=200)
    took_effect_on = models.DateField()
    reason = models.CharField(max_length=500)

    subject_type = "succession"
    disclosed = ("former_name", "reason")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SuccessionKind.values), name="succession_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="rename", predecessor=models.F("successor"))
                | (~models.Q(kind="rename") & ~models.Q(predecessor=models.F("successor"))),
                name="succession_is_to_another_but_for_a_rename",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
