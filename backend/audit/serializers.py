from typing import Final

from backend.api import fields
from backend.api.paging import HIGHEST_LIMIT
from backend.api.serializers import Out
from backend.audit.canonical import LARGEST_INTEGER
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
