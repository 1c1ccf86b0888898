from typing import Any, Final, cast  # Any: members are of many types
from urllib.parse import urlsplit

from rest_framework import serializers

from backend.api import fields
from backend.api.actor import Actor
from backend.api.serializers import In, Out, PatchIn
from backend.audit.canonical import LARGEST_INTEGER
from backend.people.serializers import RecordedOut
from backend.sync.models import DeliveryState, DisabledBecause, EndpointState, Failure
from backend.sync.outgoing import is_loopback_allowed
from backend.sync.policy.webhooks import reads_whole
from backend.sync.serializers.changes import WHICH_TYPES, is_type

LABEL: Final = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# The last part of a name begins with a letter: an address in numbers, however written, does not.
TOP: Final = "[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
SIGN: Final = r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
URL: Final = rf"^https://({LABEL}\.){{1,9}}{TOP}(:443|:8443)?(/{SIGN}*)?(\?({SIGN}|[?])*)?$"
# Of DNS. Not in the pattern, which not every reader of the schema could then read.
LONGEST_NAME: Final = 253
TYPE: Final = r"^[a-z_]{1,40}(\.[a-z_]{1,40})?$"


class Url(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            max_length=2000,
            pattern=URL,
            form="https://hooks.example.org/accord: a name in lower case, port 443 or 8443, "
            "neither an IP address nor a user name",
            sample="https://hooks.example.org/accord",
            **kwargs,
        )

    def to_internal_value(self, data: object) -> str:
        if isinstance(data, str) and is_loopback_allowed(data):
            return data
        url = super().to_internal_value(data)
        if len(urlsplit(url).hostname or "") > LONGEST_NAME:
            self.fail("format", form=self.form)
        return url


class Type(fields.Char):
    default_error_messages = {"invalid_choice": f"{{label}} {WHICH_TYPES}"}

    def __init__(self) -> None:
        super().__init__(
            max_length=81,
            pattern=TYPE,
            form="a type of thing, such as action, or a verb, such as action.completed",
            sample="action.completed",
        )

    def to_internal_value(self, data: object) -> str:
        named = super().to_internal_value(data)
        if not is_type(named):
            self.fail("invalid_choice")
        return named


class Types(fields.List):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(
            child=Type(),
            max_length=50,
            help_text="Types of things or verbs, as in the stream. None: every change.",
            **kwargs,
        )


class RegisterWebhookEndpointIn(In):
    organisation = fields.UUID(source="organisation_id")
    url = Url()
    types = Types(required=False)
    description = fields.Char(max_length=500, required=False)

    example = {
        "organisation": "0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
        "url": "https://hooks.example.org/accord",
        "types": ["action", "deal.signed"],
        "description": "Our performance system, live.",
    }


class ReviseWebhookEndpointIn(PatchIn):
    url = Url()
    types = Types()
    description = fields.Char(max_length=500, allow_blank=True)

    example = {"types": ["action", "commitment"]}


class ReplayWebhookEndpointIn(In):
    """From an index or an instant, up to another or to all that was told; ends included."""

    from_index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, required=False)
    from_at = fields.Instant(required=False)
    to_index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, required=False)
    to_at = fields.Instant(required=False)

    members = (1, 2)
    example = {"from_index": 4180, "to_index": 4211}
    example_without = ("from_at", "to_at")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        wrong = {}
        if ("from_index" in given) == ("from_at" in given):
            wrong["from_index"] = _told("Say from which index or from which instant, and not both")
        if "to_index" in given and "to_at" in given:
            wrong["to_index"] = _told("Say up to which index or up to which instant, and not both")
        if wrong:
            raise serializers.ValidationError(wrong)
        return given


def _told(sentence: str) -> list[serializers.ErrorDetail]:
    return [serializers.ErrorDetail(sentence, code="exactly_one")]


class ShownUrl(fields.Char):
    """Null to whoever neither owns the endpoint nor looks after the partnership."""

    def get_attribute(self, instance: Any) -> str | None:
        actor = cast("Actor", self.context["view"].actor)
        return instance.url if reads_whole(actor, instance) else None


class WebhookEndpointOut(RecordedOut):
    owner = fields.UUID(source="owner_id")
    organisation = fields.UUID(source="organisation_id")
    host = fields.Char(max_length=300, allow_blank=True)
    url = ShownUrl(
        max_length=2000,
        allow_null=True,
        help_text="For its owner, administrators and auditors: its path may be a secret.",
    )
    types = fields.List(child=fields.Char(max_length=81), max_length=50)
    description = fields.Char(max_length=500, allow_blank=True)
    state = fields.Choice(choices=EndpointState.choices)
    disabled_because = fields.Choice(choices=[*DisabledBecause.choices, ("", "")])
    registered_at = fields.Instant()
    ended_at = fields.Instant(allow_null=True)
    position = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        source="outbox.position",
        help_text="The index of the next entry of the log that it is told of.",
    )
    replay_from = fields.Integer(
        min_value=0, max_value=LARGEST_INTEGER, allow_null=True, source="outbox.replay_from"
    )
    replay_to = fields.Integer(
        min_value=0, max_value=LARGEST_INTEGER, allow_null=True, source="outbox.replay_to"
    )
    failing_since = fields.Instant(
        allow_null=True,
        source="outbox.failing_since",
        help_text="Since then nothing has arrived. After five days it is disabled.",
    )


class WebhookSecretOut(Out):
    """`secret` signs what is delivered; shown in this answer and never again."""

    secret = fields.Char(max_length=100)


class WebhookDeliveryOut(Out):
    """`index` is null for a ping, `status` where there was no answer: then `failure` says why."""

    id = fields.UUID()
    endpoint = fields.UUID(source="endpoint_id")
    event = fields.UUID(help_text="The id of the event, the same in every try.")
    index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, allow_null=True)
    type = fields.Char(max_length=80, source="shown_type")
    state = fields.Choice(choices=DeliveryState.choices)
    attempts = fields.Integer(min_value=0, max_value=32_767)
    made_at = fields.Instant()
    due_at = fields.Instant()
    attempted_at = fields.Instant(allow_null=True)
    settled_at = fields.Instant(allow_null=True)
    status = fields.Integer(min_value=100, max_value=999, allow_null=True)
    failure = fields.Choice(choices=[*Failure.choices, ("", "")])
    latency_ms = fields.Integer(min_value=0, max_value=2**31 - 1, allow_null=True)
    answer = fields.Char(max_length=1024, multiline=True, allow_blank=True)
