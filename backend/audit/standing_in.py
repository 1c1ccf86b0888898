"""For whom a deputy acted, asked of the leaf itself: no column repeats it, and an index over these
same expressions finds it. A leaf begins `{"act":"<verb>","actor":{"for":"<id>"` if anyone stood in.
"""

from typing import Final
from uuid import UUID

from django.db.models import BinaryField, F, Q, Value
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact

MARK: Final = b'"for":"'
# Bytes count from 1. Verbs are ASCII, so that their characters are their bytes.
MARK_AT: Final = len(b'{"act":"') + len(b'","actor":{') + 1
FOR_AT: Final = MARK_AT + len(MARK)
ID_LENGTH: Final = 36


def _bytes(at: int, length: int) -> Substr:
    return Substr(F("leaf"), Length("verb") + at, length, output_field=BinaryField())


PERSON: Final = _bytes(FOR_AT, ID_LENGTH)
IS_STOOD_IN_FOR: Final = Q(Exact(_bytes(MARK_AT, len(MARK)), Value(MARK)))


def stood_in_for(person: UUID) -> Q:
    return IS_STOOD_IN_FOR & Q(Exact(PERSON, Value(str(person).encode())))
