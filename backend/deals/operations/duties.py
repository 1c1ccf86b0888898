"""What an organisation owes in this room, moved to whoever takes its place."""

from backend.audit.unit import Unit
from backend.deals.models import Grant, GrantState
from backend.deals.operations.grants import hold_deals_of
from backend.deals.operations.telling import holders_on
from backend.people.duties import Handover, Moved

# Decided against, or accounted for: nothing is owed any more.
OVER = (GrantState.REFUSED, GrantState.ACCOUNTED)


def move_grants(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it. A grant for an
    action goes to whoever takes what is owed to that action.
    """
    own = Grant.objects.filter(applicant=handover.predecessor).exclude(state__in=OVER)
    hold_deals_of(unit, grants=own)
    moved = []
    for grant in own.select_for_update(of=("self",)).order_by("id"):
        name = grant.action_id or grant.id
        grant.applicant_id = handover.taker_of(name)
        told = handover.told(grant.applicant_id, *holders_on(unit, objects=[grant.fund_id]))
        unit.record(
            "grant.applicant_succeeded",
            grant,
            org=handover.org,
            told=told,
            reason=handover.reason,
        )
        moved.append(Moved("grant", name, grant.applicant_id))
    return moved
