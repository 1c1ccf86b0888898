from typing import Any, Final

from rest_framework.exceptions import ErrorDetail, ValidationError

from backend.api import fields
from backend.api.serializers import In, Out, PatchIn
from backend.people.serializers import RecordedOut
from backend.sync.models import GOVERNED, Authority, Meaning, OrderedBy

SLUG: Final = "^[a-z0-9-]{1,40}$"
COUNT: Final = {"min_value": 0, "max_value": 2**31 - 1}


class Slug(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            max_length=40,
            pattern=SLUG,
            form="small letters, digits and hyphens",
            sample="council-tracker",
            **kwargs,
        )


class AuthorityIn(In):
    field = fields.Choice(choices=[one.value for one in GOVERNED])
    held_by = fields.Choice(choices=Authority.values)

    example = {"field": "title", "held_by": "source"}


class WithAuthority(In):
    """`authority` is all there is to say of it: a field it leaves out is shared."""

    def validate_authority(self, given: list[dict[str, str]]) -> dict[str, str]:
        """Each field once: nobody has to guess which of two counts."""
        named = [one["field"] for one in given]
        twice = {
            place: {"field": [ErrorDetail("Name each field once", code="repeated")]}
            for place, name in enumerate(named)
            if name in named[:place]
        }
        if twice:
            raise ValidationError(twice)  # type: ignore[arg-type]  # keyed by place, as DRF's own
        return {one["field"]: one["held_by"] for one in given}


def _authority() -> fields.List:
    return fields.List(child=AuthorityIn(), max_length=len(GOVERNED), required=False)


class AddSourceIn(WithAuthority):
    slug = Slug()
    name = fields.Char(max_length=200)
    organisation = fields.UUID(source="organisation_id")
    system = fields.UUID(
        source="system_id", help_text="The profile of the partner system that writes through it."
    )
    ordered_by = fields.Choice(choices=OrderedBy.values)
    authority = _authority()

    example = {"slug": "council-tracker", "name": "Council tracker", "ordered_by": "changed_at"}


class ReviseSourceIn(WithAuthority, PatchIn):
    name = fields.Char(max_length=200)
    system = fields.UUID(source="system_id")
    authority = _authority()


class EndSourceIn(In):
    reason = fields.Char(max_length=500, ask="Enter why the source ends")


class AuthorityOut(Out):
    field = fields.Choice(choices=[one.value for one in GOVERNED])
    held_by = fields.Choice(choices=Authority.values)


class SourceOut(RecordedOut):
    slug = Slug()
    name = fields.Char(max_length=200)
    organisation = fields.UUID(source="organisation_id")
    system = fields.UUID(source="system_id")
    ordered_by = fields.Choice(choices=OrderedBy.values)
    authority = fields.List(child=AuthorityOut(), max_length=len(GOVERNED), source="authorities")
    ended_at = fields.Instant(allow_null=True)


class MapStatusIn(In):
    word = fields.Char(max_length=100, ask="Enter the status as the source says it")
    means = fields.Choice(choices=Meaning.values)

    example = {"word": "Delayed", "means": "at_risk"}


class StatusMappingOut(RecordedOut):
    """`asked_at`: since when the source waits for the word to be mapped."""

    source = Slug(source="source.slug")  # type: ignore[assignment]  # a field, not its source
    word = fields.Char(max_length=100)
    means = fields.Char(max_length=11, allow_blank=True)
    asked_at = fields.Instant(allow_null=True)


class HealthOut(Out):
    """`lag` are the seconds since an item last went well; refusals are those of the last day."""

    lag = fields.Integer(**COUNT, allow_null=True)
    last_success_at = fields.Instant(allow_null=True)
    last_refusal_at = fields.Instant(allow_null=True)
    last_refusal = fields.Char(max_length=60, allow_null=True)
    refusals = fields.Integer(**COUNT)
    open_conflicts = fields.Integer(**COUNT)
    mapping_tasks = fields.Integer(**COUNT)
    references = fields.Integer(**COUNT)
