"""What a pack holds: all of the plan that is open to the whole partnership, as of one entry."""

from typing import Any, Final  # Any: values of any column
from uuid import UUID

from backend.actions.models import Action, Milestone, Outcome, Plan, Priority
from backend.actions.ratings import rate_in_the_past
from backend.api.recalling import Held
from backend.audit import canonical
from backend.audit.models import Log
from backend.audit.past import Past
from backend.audit.values import instant
from backend.deals.models import Commitment, Deal
from backend.forums.models import Assurance, Decision, Escalation, Forum
from backend.people.models import Belonging, Organisation

FORMAT: Final = "accord.board-pack/1"
OPEN: Final = "partnership"
# By the names under which a pack lists them.
PACKED: Final[dict[str, type[Belonging]]] = {
    "organisations": Organisation,
    "plans": Plan,
    "priorities": Priority,
    "outcomes": Outcome,
    "actions": Action,
    "milestones": Milestone,
    "deals": Deal,
    "commitments": Commitment,
    "forums": Forum,
    "decisions": Decision,
    "escalations": Escalation,
    "assurances": Assurance,
}


def packed(past: Past, *, forum_id: UUID, root: bytes) -> bytes:
    """Canonical JSON (RFC 8785): of the same log and instant always the same bytes."""
    listed = {name: _listed(past, model) for name, model in PACKED.items()}
    return canonical.encode(
        {
            "format": FORMAT,
            "log": Log.objects.get(id=past.log_id).origin,
            "log_size": past.size,
            "log_root": root.hex(),
            "as_of": instant(past.at),
            "forum": str(forum_id),
            **listed,
        }
    )


def _listed(past: Past, model: type[Belonging]) -> list[dict[str, Any]]:
    rows = model.objects.filter(partnership=past.log_id)
    held = [one for one in past.held(rows) if one.audience == OPEN]
    held.sort(key=lambda one: one.id)
    past.disclose(held)
    ratings = _ratings(past, held) if model is Action else [{}] * len(held)
    return [
        {**one.values, "version": one.version, **rating}
        for one, rating in zip(held, ratings, strict=True)
    ]


def _ratings(past: Past, held: list[Held]) -> list[dict[str, Any]]:
    actions: list[Any] = past.revive(Action, held)
    rate_in_the_past(actions, past)
    return [
        {
            "rag": None if one.rating.rag is None else one.rating.rag.value,
            "rag_rule": one.rating.computed and one.rating.computed.code,
        }
        for one in actions
    ]
