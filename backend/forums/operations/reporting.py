"""What the chair decided alone is reported to the forum's next meeting."""

from django.db.models import Exists, OuterRef

from backend.audit.unit import Unit
from backend.forums.models import (
    AgendaItem,
    Decision,
    DecisionState,
    Forum,
    ItemKind,
    Meeting,
    MeetingState,
)
from backend.forums.operations.agenda import next_position


def place_reports(unit: Unit, *, forum: Forum) -> list[AgendaItem]:
    """Internal: of every urgent decision that stands on no agenda but a cancelled one. The forum is
    locked. None is placed while no meeting's agenda is open: they wait for the next scheduled.
    """
    ahead = Meeting.objects.filter(forum=forum, state=MeetingState.SCHEDULED, starts_at__gt=unit.at)
    meeting = ahead.order_by("starts_at", "id").first()
    if meeting is None:
        return []
    placed = AgendaItem.objects.filter(reports=OuterRef("id"), ended_at=None)
    waiting = Decision.objects.filter(
        ~Exists(placed.exclude(meeting__state=MeetingState.CANCELLED)), forum=forum
    )
    urgent = waiting.exclude(urgency="").exclude(state=DecisionState.DRAFTED)
    return [_placed(unit, meeting, one) for one in urgent.order_by("recorded_at", "id")]


def _placed(unit: Unit, meeting: Meeting, decision: Decision) -> AgendaItem:
    before = AgendaItem.objects.filter(reports=decision, ended_at=None)
    item = AgendaItem(
        partnership_id=meeting.partnership_id,
        # As restricted as what it reports.
        audience=decision.audience,
        meeting=meeting,
        kind=ItemKind.REPORT,
        title=decision.title,
        restricted=decision.restricted,
        position=next_position(meeting, restricted=decision.restricted),
        reports=decision,
        placed_from=before.order_by("id").last(),
    )
    return unit.record("agenda_item.report_placed", item)
