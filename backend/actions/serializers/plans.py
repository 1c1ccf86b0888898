from typing import Any, Final

from backend.actions.models import Direction, LinkBasis
from backend.api import fields
from backend.api.fields import read_date
from backend.api.serializers import PatchIn
from backend.people.serializers import DocumentedIn, DocumentedOut

# ISO 8601-1, reduced precision: as exact as the documents are. No calendar here has a year 0.
PARTIAL_DATE: Final = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
AS_EXACT: Final = "a year, month or day: 2016, 2018-09 or 2022-07-01"
PLACES: Final = 32767


class PartialDate(fields.Char):
    """2016, 2018-09 or 2022-07-01; a day its month does not have is refused too."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            max_length=10, pattern=PARTIAL_DATE, form=AS_EXACT, sample="2022-07-01", **kwargs
        )

    def to_internal_value(self, data: object) -> str:
        text = super().to_internal_value(data)
        if len(text) == len("2022-07-01") and read_date(text) is None:
            self.fail("format", form=AS_EXACT)
        return text


class Position(fields.Integer):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=0, max_value=PLACES, **kwargs)


class AddPlanIn(DocumentedIn):
    title = fields.Char(max_length=200)
    vision = fields.Char(max_length=1000, multiline=True, required=False)
    starts = PartialDate(required=False)
    ends = PartialDate(required=False)
    part_of = fields.UUID(source="part_of_id", required=False)
    succeeds = fields.UUID(source="succeeds_id", required=False)

    example = {"title": "Council Plan 2025-2030", "starts": "2025", "ends": "2030"}


class PlanOut(DocumentedOut):
    title = fields.Char(max_length=200)
    vision = fields.Char(max_length=1000, allow_blank=True, multiline=True)
    starts = fields.Char(max_length=10, allow_blank=True)
    ends = fields.Char(max_length=10, allow_blank=True)
    part_of = fields.UUID(source="part_of_id", allow_null=True)
    succeeds = fields.UUID(source="succeeds_id", allow_null=True)
    rolled_over_at = fields.Instant(allow_null=True)


class PartOfPlanIn(DocumentedIn):
    title = fields.Char(max_length=300)
    position = Position(required=False)


class PartOfPlanOut(DocumentedOut):
    plan = fields.UUID(source="plan_id")
    title = fields.Char(max_length=300)
    position = Position()


class ApprovalBeyondDays(fields.Integer):
    """A lead's new date later than this past the last one agreed waits for the sponsor."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=0, max_value=3650, **kwargs)


class UpdateEveryDays(fields.Integer):
    """How often an action of the priority is reported on, at the least."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=1, max_value=366, **kwargs)


class UpdateGraceDays(fields.Integer):
    """Working days a missing update is waited for before each further step."""

    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(min_value=1, max_value=60, **kwargs)


class AddPriorityIn(PartOfPlanIn):
    plan = fields.UUID(source="plan_id")
    summary = fields.Char(max_length=1000, multiline=True, required=False)
    four_eyes = fields.Boolean(required=False)
    approval_beyond_days = ApprovalBeyondDays(required=False)
    update_every_days = UpdateEveryDays(required=False)
    update_grace_days = UpdateGraceDays(required=False)


class RevisePriorityIn(PatchIn):
    title = fields.Char(max_length=300)
    summary = fields.Char(max_length=1000, allow_blank=True, multiline=True)
    four_eyes = fields.Boolean()
    approval_beyond_days = ApprovalBeyondDays(allow_null=True)
    update_every_days = UpdateEveryDays(allow_null=True)
    update_grace_days = UpdateGraceDays()

    example = {"update_every_days": 30, "update_grace_days": 5}


class PriorityOut(PartOfPlanOut):
    summary = fields.Char(max_length=1000, allow_blank=True, multiline=True)
    four_eyes = fields.Boolean()
    approval_beyond_days = ApprovalBeyondDays(allow_null=True)
    update_every_days = UpdateEveryDays(allow_null=True)
    update_grace_days = UpdateGraceDays()
    open_escalations = fields.Integer(
        min_value=0, max_value=32767, help_text="Of the priority itself, not of its actions."
    )


class AddOutcomeIn(PartOfPlanIn):
    plan = fields.UUID(source="plan_id")


class OutcomeOut(PartOfPlanOut):
    pass


class LinkOutcomeIn(DocumentedIn):
    priority = fields.UUID(source="priority_id")
    outcome = fields.UUID(source="outcome_id")
    basis = fields.Choice(choices=LinkBasis.choices)


class OutcomeLinkOut(DocumentedOut):
    priority = fields.UUID(source="priority_id")
    outcome = fields.UUID(source="outcome_id")
    basis = fields.Choice(choices=LinkBasis.choices)


class AddPrincipleIn(PartOfPlanIn):
    plan = fields.UUID(source="plan_id")
    series = fields.Char(max_length=100)
    summary = fields.Char(max_length=1000, multiline=True, required=False)


class PrincipleOut(PartOfPlanOut):
    series = fields.Char(max_length=100)
    summary = fields.Char(max_length=1000, allow_blank=True, multiline=True)


class AddSuccessMeasureIn(PartOfPlanIn):
    priority = fields.UUID(source="priority_id")
    direction = fields.Choice(choices=Direction.choices)
    by_year = fields.Integer(min_value=1900, max_value=2200, required=False)


class SuccessMeasureOut(PartOfPlanOut):
    priority = fields.UUID(source="priority_id")
    direction = fields.Choice(choices=Direction.choices)
    by_year = fields.Integer(min_value=1900, max_value=2200, allow_null=True)
