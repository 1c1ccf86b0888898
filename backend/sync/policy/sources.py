"""Of sources: administrators name them, their own organisation writes through them."""

from typing import Final

from backend.actions.models import Action
from backend.actions.policy import BY_THE_SPONSOR, DEPUTY, REPRESENTATIVE, SPONSOR, SYSTEM
from backend.api.actor import Actor
from backend.errors import NotAllowed
from backend.people.policy import ADMINISTRATOR, Standing
from backend.sync.models import Import, Source

MAY: Final[dict[str, tuple[str, ...]]] = {
    "add_source": ADMINISTRATOR,
    "revise_source": ADMINISTRATOR,
    "end_source": ADMINISTRATOR,
    "map_status": ADMINISTRATOR,
    "unmap_status": ADMINISTRATOR,
    # The system that serves the source, and whoever represents its organisation.
    "sync_action": (SYSTEM, REPRESENTATIVE),
    "sync_actions": (SYSTEM, REPRESENTATIVE),
    "submit_import": (SYSTEM, REPRESENTATIVE),
    "resolve_conflict": (SPONSOR, DEPUTY, REPRESENTATIVE),
}


def require_writer(actor: Actor, source: Source) -> Standing:
    """Raises NotAllowed."""
    if actor.id == source.system.actor_id and actor.holds(SYSTEM, source.organisation_id):
        return Standing(SYSTEM, source.organisation_id)
    if actor.holds(REPRESENTATIVE, source.organisation_id):
        return Standing(REPRESENTATIVE, source.organisation_id)
    raise NotAllowed(
        "You cannot write through this source. The partner system that serves it and the "
        "representatives of its organisation can.",
        who=list(MAY["sync_action"]),
    )


def require_reader_of_results(actor: Actor, whole: Import) -> None:
    """Of what became of each line: they tell more than the record does. Raises NotAllowed."""
    organisation_id = whole.source.organisation_id
    reads = (
        actor.id == whole.submitted_by_id,
        actor.holds(SYSTEM, organisation_id),
        actor.holds(REPRESENTATIVE, organisation_id),
        actor.holds(ADMINISTRATOR[0], actor.partnership_id),
        actor.audiences.everything,
    )
    if not any(reads):
        raise NotAllowed(
            "You cannot read what became of these lines. Whoever submitted them, whoever acts for "
            "the source's organisation, administrators and auditors can."
        )


def require_resolver(actor: Actor, action: Action) -> Standing:
    """Raises NotAllowed."""
    for role in BY_THE_SPONSOR:
        if action.priority_id and actor.holds_for("resolve_conflict", role, action.priority_id):
            sponsor = actor.deputises.get(action.priority_id) if role == DEPUTY else None
            return Standing(role, actor.organisation_id, sponsor)
    if action.lead_id is not None and actor.holds(REPRESENTATIVE, action.lead_id):
        return Standing(REPRESENTATIVE, action.lead_id)
    raise NotAllowed(
        "A conflict is resolved by the Executive Sponsor of the action's priority or a "
        "representative of its lead. Ask one of them.",
        who=list(MAY["resolve_conflict"]),
    )
