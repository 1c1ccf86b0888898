"""What a source's hearing waits for: a conflict for whoever resolves it, a word for its meaning."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from backend.actions.policy import BY_THE_SPONSOR, REPRESENTATIVE
from backend.people.identity import Identity
from backend.people.policy import ADMINISTRATOR
from backend.people.waiting import AT_MOST, Waiting
from backend.sync.models import ConflictState, FieldConflict, StatusMapping


def waiting_conflicts(identity: Identity, on: date) -> list[Waiting]:
    """In one statement, and none for whoever resolves nothing."""
    sponsored, led = _sponsored(identity), identity.objects_held(REPRESENTATIVE)
    if not sponsored and not led:
        return []
    theirs = Q(reference__action__priority__in=sponsored) | Q(reference__action__lead__in=led)
    seen = FieldConflict.objects.visible_to(identity).filter(theirs, state=ConflictState.OPEN)
    rows = seen.filter(reference__action__audience__in=identity.audiences.names)
    return [
        Waiting(
            "conflict_to_resolve",
            FieldConflict.subject_type,
            one.id,
            one.reference.action.title,
            one.raised_at,
            one.reference.action.due_on,
        )
        for one in rows.select_related("reference__action").order_by("raised_at", "id")[:AT_MOST]
    ]


def waiting_words(identity: Identity, on: date) -> list[Waiting]:
    """In one statement, and none for whoever administers nothing."""
    if not any(identity.holds(role, identity.partnership_id) for role in ADMINISTRATOR):
        return []
    rows = StatusMapping.objects.visible_to(identity).filter(
        asked_at__isnull=False, source__ended_at=None
    )
    return [
        Waiting(
            "status_to_map",
            StatusMapping.subject_type,
            one.id,
            f"{one.source.slug}: {one.word}",
            one.asked_at,
        )
        for one in rows.select_related("source").order_by("asked_at", "id")[:AT_MOST]
    ]


def _sponsored(identity: Identity) -> set[UUID]:
    return {
        on
        for role in BY_THE_SPONSOR
        for on in identity.objects_held(role)
        if identity.holds_for("resolve_conflict", role, on)
    }
