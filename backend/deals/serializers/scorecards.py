from typing import Any

from backend.api import fields
from backend.api.serializers import Out


def _figure(rule: str) -> Any:  # Any: read as a field of an answer
    return fields.Integer(
        min_value=0,
        max_value=2**31 - 1,
        allow_null=True,
        help_text=f"{rule} Null when `is_withheld`.",
    )


class ScorecardOut(Out):
    """Of the organisation's own commitments in deals that everyone of the partnership reads, once
    they were agreed. Those it was released from do not count, nor those whose conditions failed.
    """

    organisation = fields.UUID(source="organisation_id")
    as_of = fields.Date()
    is_withheld = fields.Boolean(
        help_text="True when fewer than five commitments are due: then no figure is shown."
    )
    due = _figure("Past the due date, or judged already. Each other figure counts some of these.")
    kept = _figure("Judged as kept.")
    partly_kept = _figure("Judged as partly kept.")
    not_kept = _figure("Judged as not kept.")
    late = _figure("Last reported after the due date, or past it and not yet reported.")
    disputed = _figure("The counterparty found another result than the owner reported.")
    unanswered = _figure(
        "Reported, and the counterparty did not answer within 20 working days of England."
    )
