from typing import Final

from backend.api import fields
from backend.api.paging import HIGHEST_LIMIT
from backend.api.serializers import Out
from backend.audit.canonical import LARGEST_INTEGER
from backend.audit.history import Is
from backend.audit.models import LARGEST_LEAF

# Of one entry, each at least 46 bytes of its leaf.
MOST_DISCLOSURES: Final = LARGEST_LEAF // 46
LONGEST_DISCLOSURE: Final = 2**31 - 1


class EntryOut(Out):
    index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER)
    leaf = fields.Char(
        max_length=LARGEST_LEAF, help_text="The hashed bytes as they are: canonical JSON in UTF-8."
    )
    disclosures = fields.List(
        child=fields.Char(max_length=LONGEST_DISCLOSURE),
        max_length=MOST_DISCLOSURES,
        help_text="RFC 9901: the SHA-256 of each stands in the leaf. What was erased is missing.",
    )

    example = {
        "leaf": '{"act":"action.started"}',
        "disclosures": ["WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsInRpdGxlIiwiTGlnaHRpbmciXQ"],
    }


class EntriesOut(Out):
    results = fields.List(child=EntryOut(), max_length=HIGHEST_LIMIT)
    after = fields.Integer(
        min_value=-1,
        max_value=LARGEST_INTEGER,
        help_text="Ask for the next with this; entries you may not see are passed over.",
    )
    size = fields.Integer(
        min_value=0, max_value=LARGEST_INTEGER, help_text="How many entries the log has."
    )


class KeyOut(Out):
    key = fields.Char(max_length=400, help_text="C2SP signed-note verifier key.")
    introduced_index = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        allow_null=True,
        help_text="The entry that introduced it, in the trees it signs; null: from the beginning.",
    )
    retired_index = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        allow_null=True,
        help_text="The entry that ended it, in no tree it signs; null: it still signs.",
    )
    first_size = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, allow_null=True)
    last_size = fields.Integer(min_value=0, max_value=LARGEST_INTEGER, allow_null=True)

    example = {
        "key": "accord.example/knowsley+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    }


class KeysOut(Out):
    results = fields.List(child=KeyOut(), max_length=HIGHEST_LIMIT)


class AnyValue(fields.Strict):
    """As the log has it: text for ids, dates and instants, else what JSON it is."""

    def schema(self) -> fields.Schema:
        return {}


IS: Final = [one.value for one in Is]
VALUE: Final = "As the log has it; null also where there is none to be shown."
STATUS: Final = "Whether it is shown, there was none, it was erased, or it is not for you."


class ChangeOut(Out):
    name = fields.Char(max_length=80)
    old = AnyValue(help_text=VALUE)
    old_is = fields.Choice(choices=IS, help_text=STATUS)
    new = AnyValue(help_text=VALUE)
    new_is = fields.Choice(choices=IS, help_text=STATUS)

    example = {"name": "state", "old": "proposed", "new": "in_progress"}


class GivenOut(Out):
    name = fields.Char(max_length=80)
    value = AnyValue(help_text=VALUE)
    value_is = fields.Choice(choices=IS, help_text=STATUS)

    example = {"name": "reason", "value": "Not funded."}


class HistorySubjectOut(Out):
    type = fields.Char(max_length=40)
    id = fields.UUID()
    version = fields.Integer(min_value=1, max_value=2**31 - 1)

    example = {"type": "action"}


class DoerOut(Out):
    id = fields.UUID()
    kind = fields.Choice(choices=["person", "system", "clock", "resident"])
    organisation = fields.UUID(allow_null=True, help_text="For which they acted.")
    on_behalf_of = fields.UUID(
        allow_null=True, help_text="The person they stood in for, as their deputy."
    )


class HistoryEntryOut(Out):
    index = fields.Integer(min_value=0, max_value=LARGEST_INTEGER)
    id = fields.UUID()
    verb = fields.Char(max_length=80)
    subject = HistorySubjectOut()
    actor = DoerOut()
    at = fields.Instant(help_text="When it was done.")
    logged = fields.Instant(help_text="When the log took it.")
    cause = fields.UUID(help_text="The first entry of the same unit of work.")
    request_id = fields.UUID()
    audience = fields.Char(max_length=80)
    changes = fields.List(child=ChangeOut(), max_length=MOST_DISCLOSURES)
    given = fields.List(
        child=GivenOut(),
        max_length=MOST_DISCLOSURES,
        help_text="What the operation was given: reasons and explanations.",
    )

    example = {"verb": "action.started"}
