import re
from typing import Final

from backend.api import fields
from backend.api.serializers import Out
from backend.audit.canonical import LARGEST_INTEGER
from backend.audit.filters import WORD
from backend.audit.serializers import MOST_DISCLOSURES
from backend.audit.verify.rows import recorded_models
from backend.sync.serializers.sources import Slug

TYPE: Final = rf"{WORD}(\.{WORD})?"
WHICH_TYPES: Final = (
    "must be kinds of things there are, such as action, or verbs such as action.completed"
)
DEFAULT_LIMIT: Final = 100
HIGHEST_LIMIT: Final = 1_000
LONGEST_CURSOR: Final = 200
# A source knows a thing by one id at most.
MOST_SOURCES: Final = 1_000


def is_type(named: str) -> bool:
    """A kind of thing that there is, or a verb of one. Which verbs it has is said nowhere."""
    kind = named.partition(".")[0]
    return re.fullmatch(TYPE, named, re.ASCII) is not None and kind in recorded_models()


class RefOut(Out):
    source = Slug()  # type: ignore[assignment]  # a field, not where it comes from
    external_id = fields.Char(max_length=128)

    example = {"source": "council-tracker", "external_id": "YTH-7"}


class ChangedResourceOut(Out):
    type = fields.Char(max_length=40)
    id = fields.UUID()
    url = fields.Char(
        max_length=500, allow_null=True, help_text="Where it is read; null: only with another."
    )
    refs = fields.List(
        child=RefOut(),
        max_length=MOST_SOURCES,
        help_text="By which ids sources know it, of those you may see. Of actions and of "
        "references alone, and none once it is removed. Neither the stream nor a webhook has them.",
    )

    example = {
        "type": "action",
        "url": "https://accord.example/api/v1/actions/0190b5c2-7a4e-7c3d-9f21-5e8d6a1b2c3d",
    }


class OriginOut(Out):
    client_id = fields.Char(
        max_length=200,
        allow_null=True,
        help_text="The program that made the change: your own, and it is an echo.",
    )
    request_id = fields.UUID()

    example = {"client_id": "housing-tracker"}


class LoggedChangeOut(Out):
    id = fields.UUID(help_text="The entry's id; one seen twice is the same change.")
    index = fields.Integer(
        min_value=0, max_value=LARGEST_INTEGER, help_text="The entry's place in the log."
    )
    type = fields.Char(max_length=80, help_text="The verb.")
    op = fields.Choice(
        choices=["upsert", "removed"],
        help_text="`removed`: it was in your sight before this change and no longer is, for "
        "whatever reason; nothing more is told of it.",
    )
    resource = ChangedResourceOut()
    version = fields.Integer(
        min_value=1,
        max_value=2**31 - 1,
        allow_null=True,
        help_text="Take the change if this is greater than the version you have.",
    )
    occurred_at = fields.Instant()
    actor = fields.UUID(allow_null=True)
    origin = OriginOut(allow_null=True)
    changed_fields = fields.List(
        child=fields.Char(max_length=80),
        max_length=MOST_DISCLOSURES,
        allow_null=True,
        help_text="The fields that are otherwise than before, as the log names them; all of them "
        "when it is new, or was out of your sight. Null when it is removed.",
    )
    cursor = fields.Char(max_length=LONGEST_CURSOR, help_text="Where to go on after this change.")

    example = {"type": "action.rescheduled", "op": "upsert", "changed_fields": ["due_on"]}


class ChangesOut(Out):
    results = fields.List(child=LoggedChangeOut(), max_length=HIGHEST_LIMIT)
    next_cursor = fields.Char(
        max_length=LONGEST_CURSOR,
        help_text="Ask for the next with this. It moves on past what you may not see.",
    )
    has_more = fields.Boolean(
        help_text="Whether the log goes on: then ask at once, also after an empty page."
    )
