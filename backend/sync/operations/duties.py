"""What an organisation has in this room, moved to whoever takes its place: its sources go where the
systems go that serve them.
"""

from backend.audit.unit import Unit
from backend.people.duties import Handover, Moved
from backend.sync.models import Source


def move_sources(unit: Unit, *, handover: Handover) -> list[Moved]:
    """Internal: part of merging and splitting an organisation, which has locked it."""
    rows = Source.objects.select_for_update(of=("self",), no_key=True)
    living = rows.filter(organisation=handover.predecessor, ended_at=None).select_related("system")
    moved = []
    for source in living.order_by("id"):
        serving = source.system.actor_id
        taker = handover.taker_of(serving)
        source.organisation_id = taker
        unit.record(
            "source.succeeded",
            source,
            org=handover.org,
            told=handover.told(taker, serving),
            reason=handover.reason,
        )
        moved.append(Moved("source", serving, taker))
    return moved
