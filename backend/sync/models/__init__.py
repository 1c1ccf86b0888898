from backend.sync.models.reference import (
    ConflictState,
    FieldConflict,
    Reference,
    ReferenceKind,
    Resolution,
)
from backend.sync.models.source import (
    GOVERNED,
    ONLY_AT_FIRST,
    Authority,
    Field,
    Meaning,
    OrderedBy,
    Source,
    StatusMapping,
)
from backend.sync.models.tally import Outcome, Tally

__all__ = [
    "GOVERNED",
    "ONLY_AT_FIRST",
    "Authority",
    "ConflictState",
    "Field",
    "FieldConflict",
    "Meaning",
    "OrderedBy",
    "Outcome",
    "Reference",
    "ReferenceKind",
    "Resolution",
    "Source",
    "StatusMapping",
    "Tally",
]
