from typing import Any

from backend.api import fields
from backend.api.serializers import In, Out
from backend.audit.canonical import LARGEST_INTEGER
from backend.forums.filters import A_QUARTER
from backend.forums.models import PERIOD, AssuranceState, Level
from backend.forums.owed import AssuranceStatus
from backend.forums.serializers.meetings import LINK
from backend.people.serializers import RecordedOut
from backend.people.transitions import Explanation


class Period(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=7, pattern=PERIOD, form=A_QUARTER, sample="2026-Q4", **kwargs)


class Statement(fields.Char):
    def __init__(self, **kwargs: Any) -> None:  # Any: DRF's own
        super().__init__(max_length=4000, multiline=True, **kwargs)


class AssuranceEvidenceIn(In):
    title = fields.Char(max_length=300)
    address = fields.Char(
        max_length=500,
        pattern=LINK,
        form="an address that begins with https://",
        sample="https://example.org/report",
    )


class AssuranceEvidenceOut(Out):
    title = fields.Char(max_length=300)
    address = fields.Char(max_length=500)


class SubmitAssuranceIn(In):
    period = Period()
    level = fields.Choice(choices=Level.choices)
    statement = Statement(ask="Enter what you assure the Board of")
    evidence = fields.List(child=AssuranceEvidenceIn(), max_length=20, required=False)

    example = {
        "period": "2026-Q4",
        "level": "advise",
        "statement": "Four of five youth centres are open; the last opens in March.",
    }


class ReceiveAssuranceIn(In):
    meeting = fields.UUID(
        source="meeting_id", help_text="Of the Board whose secretary you are, and in session."
    )


class AssuranceOut(RecordedOut):
    priority = fields.UUID(source="priority_id")
    period = Period()
    level = fields.Choice(choices=Level.choices)
    statement = Statement()
    evidence = fields.List(child=AssuranceEvidenceOut(), max_length=20)
    log_size = fields.Integer(
        min_value=0,
        max_value=LARGEST_INTEGER,
        help_text="How many entries the log had when it was given: the record it speaks of.",
    )
    log_root = fields.Char(max_length=64, help_text="The root of the log at that size, in hex.")
    state = fields.Choice(choices=AssuranceState.choices)
    submitted_by = fields.UUID(source="submitted_by_id")
    submitted_at = fields.Instant()
    received_at = fields.Instant(allow_null=True)
    received_at_meeting = fields.UUID(source="received_at_meeting_id", allow_null=True)


class AssuranceExplainedOut(Explanation):
    states = AssuranceState.choices


class AllAssurancesExplainedOut(Out):
    results = fields.List(child=AssuranceExplainedOut(), max_length=20)


class AssuranceStatusOut(Out):
    """Of one priority for one quarter. `late`: given after `due_on`; `missing`: not given by then;
    `due`: not given, and there is time.
    """

    priority = fields.UUID(source="priority.id")
    plan = fields.UUID(source="priority.plan_id")
    title = fields.Char(max_length=300, source="priority.title")
    sponsor = fields.UUID(allow_null=True)
    due_on = fields.Date()
    status = fields.Choice(choices=[one.value for one in AssuranceStatus])
    assurance = fields.UUID(allow_null=True)
    level = fields.Choice(choices=Level.choices, allow_null=True)
