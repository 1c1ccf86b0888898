"""What waits for a sponsor: the assurance of the quarter that ended last."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from backend.actions.models import Priority
from backend.audit.days import midnight
from backend.forums.models import Assurance, Forum
from backend.forums.owed import owing
from backend.forums.periods import last_ended
from backend.forums.policy import BY_THE_SPONSOR
from backend.people.identity import Identity
from backend.people.waiting import AT_MOST, Waiting


def waiting_assurances(identity: Identity, on: date) -> list[Waiting]:
    """In one statement. Where there are several Boards, the first that looks at it counts."""
    theirs = _theirs(identity)
    if not theirs:
        return []
    quarter = last_ended(on)
    given = Assurance.objects.filter(priority=OuterRef("pk"), period=str(quarter))
    boards = Forum.objects.visible_to(identity).filter(parent=None).order_by("assurance_days")
    rows = owing(identity).filter(~Exists(given), id__in=theirs)
    due = rows.annotate(days=Subquery(boards.values("assurance_days")[:1])).exclude(days=None)
    since = midnight(quarter.last_day + timedelta(days=1))
    return [
        Waiting(
            "assurance_to_give",
            Priority.subject_type,
            one.id,
            one.title,
            since,
            quarter.due_on(one.days),
        )
        for one in due.order_by("title", "id")[:AT_MOST]
    ]


def _theirs(identity: Identity) -> set[UUID]:
    return {
        on
        for role in BY_THE_SPONSOR
        for on in identity.objects_held(role)
        if identity.holds_for("submit_assurance", role, on)
    }
