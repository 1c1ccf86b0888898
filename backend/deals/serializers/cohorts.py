from typing import Final

from backend.api import fields
from backend.api.serializers import In, Out

MOST_TOKENS: Final = 1000
CODE: Final = 100


class IssueCohortTokensIn(In):
    count = fields.Integer(min_value=1, max_value=MOST_TOKENS)

    example = {"count": 100}


class CohortTokensOut(Out):
    """`tokens` are shown in this answer and never again."""

    commitment = fields.UUID(source="cohort.commitment_id")
    tokens_issued = fields.Integer(
        min_value=1,
        max_value=2**31 - 1,
        source="cohort.tokens_issued",
        help_text="For this commitment, by now.",
    )
    tokens = fields.List(child=fields.Char(max_length=CODE), max_length=MOST_TOKENS)


class JoinCohortIn(In):
    token = fields.Char(max_length=CODE)


class JoinedCohortOut(Out):
    """`leave_code` is shown in this answer and never again; it alone lets the resident leave."""

    leave_code = fields.Char(max_length=CODE)


class LeaveCohortIn(In):
    leave_code = fields.Char(max_length=CODE)
