from collections.abc import Iterator, Sequence
from typing import Any, Final

from rest_framework import serializers
from rest_framework.settings import api_settings

from backend.api import fields
from backend.api.serializers import In, Out
from backend.api.texts import NOT_IN_WORDS
from backend.audit.canonical import LARGEST_INTEGER
from backend.people.models import ActorKind, OrganisationKind, SuccessionKind
from backend.people.roles import all_roles
from backend.people.scopes import Scope

REFERENCE: Final = r"^[A-Za-z0-9._~:-]{1,128}$"
EMAIL: Final = rf"^[^@{NOT_IN_WORDS}]{{1,64}}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
# Lists of organisations' identifiers as org-id.guide names them: GB-COH, GB-GOR, XI-…
SCHEME: Final = r"^[A-Z]{2}-[A-Z0-9]{2,10}$"


OPERATION: Final = r"^[a-z]+(_[a-z]+)*$"


class RecordedOut(Out):
    id = fields.UUID()
    version = fields.Integer(min_value=1, max_value=2**31 - 1)


class DocumentedIn(In):
    reference = fields.Char(
        max_length=128,
        pattern=REFERENCE,
        form="letters, digits and . _ ~ : -",
        sample="act-cp-5-youth",
        required=False,
    )
    source = fields.Char(max_length=500, required=False)  # type: ignore[assignment]  # a field, not its source


class DocumentedOut(RecordedOut):
    reference = fields.Char(max_length=128, sample="act-cp-5-youth", allow_null=True)
    source = fields.Char(max_length=500, allow_blank=True)  # type: ignore[assignment]  # likewise


class IdentifierIn(In):
    scheme = fields.Char(
        max_length=13, pattern=SCHEME, form="a list code such as GB-COH", sample="GB-COH"
    )
    id = fields.Char(
        max_length=64,
        pattern=r"^[A-Za-z0-9/.-]{1,64}$",
        form="letters and digits",
        sample="OC301540",
    )


class IdentifierOut(Out):
    scheme = fields.Char(max_length=13)
    id = fields.Char(max_length=64)


class AddOrganisationIn(DocumentedIn):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=OrganisationKind.choices)
    identifiers = fields.List(child=IdentifierIn(), max_length=10, required=False)

    example = {"name": "Huyton Friends", "kind": "community_group"}


class OrganisationOut(DocumentedOut):
    name = fields.Char(max_length=200)
    kind = fields.Choice(choices=OrganisationKind.choices)
    identifiers = fields.List(child=IdentifierOut(), max_length=10)
    succeeded_on = fields.Date(allow_null=True)


class RenameOrganisationIn(In):
    name = fields.Char(max_length=200)
    took_effect_on = fields.Date()
    reason = fields.Char(max_length=500, ask="Enter why the organisation has another name")

    example = {
        "name": "Cheshire and Merseyside ICB",
        "took_effect_on": "2022-07-01",
        "reason": "Clinical commissioning groups were replaced by the Health and Care Act 2022.",
    }


class MergeOrganisationIn(In):
    into = fields.UUID(source="into_id")
    took_effect_on = fields.Date()
    reason = fields.Char(max_length=500, ask="Enter why the organisations merge")

    example = {
        "into": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "took_effect_on": "2022-07-01",
        "reason": "Both housing associations became one.",
    }


class ShareIn(In):
    """`actions` are those it takes over as lead or contributor, `deals` those it takes a seat at;
    `actors` go to it with all the roles they hold for the predecessor.
    """

    organisation = fields.UUID(source="organisation_id")
    takes_the_rest = fields.Boolean(required=False)
    actions = fields.List(child=fields.UUID(), max_length=1000, required=False)
    deals = fields.List(child=fields.UUID(), max_length=1000, required=False)
    actors = fields.List(child=fields.UUID(), max_length=1000, required=False)


class SplitOrganisationIn(In):
    into = fields.List(child=ShareIn(), min_length=2, max_length=20)
    took_effect_on = fields.Date()
    reason = fields.Char(max_length=500, ask="Enter why the organisation is split")

    example = {
        "into": [
            {"organisation": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d", "takes_the_rest": True},
            {
                "organisation": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3e",
                "actions": ["0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3f"],
            },
        ],
        "took_effect_on": "2022-07-01",
        "reason": "Landlord services became a company of their own.",
    }

    def validate_into(self, into: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each successor once, each duty to one of them, and the rest to exactly one."""
        wrong: dict[str | int, Any] = dict(_repeated(into))
        if sum(share.get("takes_the_rest", False) for share in into) != 1:
            sentence = "Say which one of them takes the rest"
            told = serializers.ErrorDetail(sentence, code="one_takes_the_rest")
            wrong[api_settings.NON_FIELD_ERRORS_KEY] = [told]
        if wrong:
            raise serializers.ValidationError(wrong)  # type: ignore[arg-type]  # keyed by place, as DRF's own
        return into


def _repeated(into: Sequence[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The faults of each share that names what was named before, by its place."""
    takers: set[object] = set()
    duties: set[object] = set()
    for place, share in enumerate(into):
        told: dict[str, Any] = {}
        if share["organisation_id"] in takers:
            told["organisation"] = [_once("Name each organisation once")]
        takers.add(share["organisation_id"])
        for member in ("actions", "deals", "actors"):
            if again := _again(share.get(member, ()), duties):
                told[member] = again
        if told:
            yield place, told


def _again(names: Sequence[object], seen: set[object]) -> dict[int, Any]:
    """The faults of the names that stand in `seen` by then, by their places."""
    told = {}
    for place, name in enumerate(names):
        if name in seen:
            told[place] = [_once("Give it to one organisation alone")]
        seen.add(name)
    return told


def _once(sentence: str) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(sentence, code="repeated")


class CountOut(Out):
    kind = fields.Char(max_length=40)
    organisation = fields.UUID()
    count = fields.Integer(min_value=1, max_value=2**31 - 1)


class MovedOut(Out):
    """How many open duties of each kind went to which organisation. A kind that ends in `_ended`
    counts those that its taker already had, which were only ended.
    """

    moved = fields.List(child=CountOut(), max_length=1000)


class SuccessionOut(RecordedOut):
    """A rename leads from an organisation to itself; a split has one for each successor."""

    kind = fields.Choice(choices=SuccessionKind.choices)
    predecessor = fields.UUID(source="predecessor_id")
    successor = fields.UUID(source="successor_id")
    former_name = fields.Char(max_length=200)
    took_effect_on = fields.Date()
    reason = fields.Char(max_length=500)


class PartnershipOut(RecordedOut):
    slug = fields.Char(max_length=60)
    name = fields.Char(max_length=200)


class AddPersonIn(In):
    kind = fields.Choice(choices=[ActorKind.PERSON.value, ActorKind.SYSTEM.value])
    name = fields.Char(max_length=200)
    email = fields.Char(
        max_length=254,
        pattern=EMAIL,
        form="an e-mail address, name@example.org",
        sample="priya@example.org",
        required=False,
    )
    organisation = fields.UUID(source="organisation_id", required=False)

    example = {"kind": "person", "name": "Priya", "email": "priya@example.org"}


class PersonOut(RecordedOut):
    actor = fields.UUID(source="actor_id")
    kind = fields.Choice(choices=ActorKind.choices, source="actor.kind")
    name = fields.Char(max_length=200)
    organisation = fields.UUID(source="organisation_id", allow_null=True)
    ended_at = fields.Instant(allow_null=True)


class ErasePersonIn(In):
    reason = fields.Char(max_length=500, ask="Enter why this person is erased")

    example = {"reason": "They asked for it on 2 March 2027."}


class ErasedOut(Out):
    """`changed` is false when the person was erased before: nothing was recorded."""

    changed = fields.Boolean()


class AppointIn(In):
    actor = fields.UUID(source="actor_id")
    role = fields.Choice(choices=[])
    on = fields.UUID(source="on_id")
    starts_on = fields.Date(required=False)
    ends_on = fields.Date(required=False)
    reason = fields.Char(max_length=500, required=False)
    deputy_for = fields.UUID(required=False)
    scope = fields.List(
        child=fields.Char(
            max_length=60,
            pattern=OPERATION,
            form="the name of an operation, such as start_action",
            sample="start_action",
        ),
        min_length=1,
        max_length=100,
        required=False,
    )

    def get_fields(self) -> dict[str, Any]:  # Any: DRF's own
        # The apps above declare their roles when they start, after this module is read.
        found = super().get_fields()
        found["role"] = fields.Choice(choices=sorted(role.name for role in all_roles()))
        return found


class AppointmentOut(RecordedOut):
    actor = fields.UUID(source="actor_id")
    role = fields.Char(max_length=30)
    on_type = fields.Char(max_length=30)
    on = fields.UUID(source="on_id")
    starts_at = fields.Instant()
    ends_at = fields.Instant(allow_null=True)
    reason = fields.Char(max_length=500, allow_blank=True)
    deputy_for = fields.UUID(source="deputy_for_id", allow_null=True)
    # Null: everything the role may.
    scope = fields.List(child=fields.Char(max_length=60), max_length=100, allow_null=True)


class EndAppointmentIn(In):
    reason = fields.Char(max_length=500, ask="Enter why the appointment ends")


class IssueTokenIn(In):
    profile = fields.UUID(source="profile_id", required=False)
    name = fields.Char(max_length=100)
    scopes = fields.List(
        child=fields.Choice(choices=[scope.value for scope in Scope]),
        min_length=1,
        max_length=len(Scope),
    )
    expires_at = fields.Instant()


class TokenOut(Out):
    id = fields.UUID()
    name = fields.Char(max_length=100)
    prefix = fields.Char(max_length=12)
    scopes = fields.List(child=fields.Char(max_length=40), max_length=len(Scope))
    created_at = fields.Instant()
    expires_at = fields.Instant()
    last_used_at = fields.Instant(allow_null=True)
    revoked_at = fields.Instant(allow_null=True)


class SecretOut(Out):
    """`token` is the secret itself: shown in this answer and never again."""

    token = fields.Char(max_length=100)


class SignInIn(In):
    email = fields.Char(max_length=254)
    password = fields.Char(max_length=200)
    partnership = fields.Char(max_length=60)


class StreamTicketOut(Out):
    ticket = fields.Char(max_length=100)
    expires_at = fields.Instant()


class HeldRoleOut(Out):
    role = fields.Char(max_length=30)
    on_type = fields.Char(max_length=30)
    on = fields.UUID()


class MeOut(Out):
    actor = fields.UUID()
    profile = fields.UUID()
    kind = fields.Choice(choices=ActorKind.choices)
    name = fields.Char(max_length=200)
    email = fields.Char(max_length=254, allow_blank=True)
    organisation = fields.UUID(allow_null=True)
    partnership = PartnershipOut()
    roles = fields.List(child=HeldRoleOut(), max_length=1000)
    scopes = fields.List(child=fields.Char(max_length=40), max_length=len(Scope))


class SubjectOut(Out):
    type = fields.Char(max_length=40, source="subject_type")
    id = fields.UUID(source="subject_id")


class WaitingOut(Out):
    kind = fields.Char(max_length=40)
    subject = SubjectOut(source="*")
    title = fields.Char(max_length=300)
    since = fields.Instant(allow_null=True)
    due_on = fields.Date(allow_null=True)


class AllWaitingOut(Out):
    results = fields.List(child=WaitingOut(), max_length=200)


class NoticeOut(Out):
    index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER)
    verb = fields.Char(max_length=80, source="entry.verb")
    subject = SubjectOut(source="entry")
    actor = fields.UUID(source="entry.actor")
    at = fields.Instant(source="entry.at")
