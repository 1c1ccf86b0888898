"""How every operation on an endpoint begins. Its row is the lock of all that hangs on it: secrets,
outbox and deliveries; the log comes last.
"""

from dataclasses import dataclass
from uuid import UUID

from backend.audit.unit import Unit
from backend.errors import NotVisible, Stale, WrongState
from backend.people.policy import Standing
from backend.sync.models import EndpointState, Outbox, WebhookEndpoint
from backend.sync.moves import ENDPOINTS
from backend.sync.policy.webhooks import require_on_endpoint


@dataclass(frozen=True)
class Opened:
    endpoint: WebhookEndpoint
    standing: Standing
    # Where the operation is a move: there is nothing to do.
    settled: bool = False


def opened_for(
    unit: Unit, *, operation: str, endpoint_id: UUID, version: int | None = None
) -> Opened:
    """Raises NotVisible, NotAllowed, Stale or, where it is a move, WrongState."""
    rows = WebhookEndpoint.objects.visible_to(unit.by).select_for_update(of=("self",))
    endpoint = rows.filter(id=endpoint_id).first()
    if endpoint is None:
        raise NotVisible
    read_outbox(endpoint)
    standing = require_on_endpoint(unit.by, operation, endpoint)
    if version is not None and endpoint.version != version:
        raise Stale(endpoint.version)
    move = ENDPOINTS.named.get(operation)
    if move is None:
        return Opened(endpoint, standing)
    if ENDPOINTS.is_settled(endpoint, move):
        return Opened(endpoint, standing, settled=True)
    ENDPOINTS.refuse_wrong_state(endpoint, move)
    return Opened(endpoint, standing)


def read_outbox(endpoint: WebhookEndpoint) -> None:
    """After the lock, in a statement of its own: a join would show it as it was before the wait."""
    endpoint.outbox = Outbox.objects.get(endpoint=endpoint)


def refuse_removed(endpoint: WebhookEndpoint, deed: str) -> None:
    """Of what is no move. Raises WrongState; `deed` completes "you cannot …"."""
    if endpoint.state == EndpointState.REMOVED:
        raise WrongState(
            f"This endpoint is removed, so you cannot {deed}. Register another.",
            current_state=endpoint.state,
            allowed_transitions=[],
        )
