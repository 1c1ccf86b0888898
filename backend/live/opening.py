"""Who opens a socket: by the bearer token of the handshake, or by the ticket of the first frame."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.api.problems import InsufficientScope
from backend.audit.checkpoints import size_of
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.live.closing import Close, Closing
from backend.people.authentication import identity_of_bearer
from backend.people.identity import Identity, identify, unplaced
from backend.people.models import AccessKind, Actor, ActorKind, StreamTicket
from backend.people.operations import record_access, use_stream_ticket
from backend.people.scopes import Scope

# A ticket is issued to those who hold this scope, and is good for nothing else.
OF_A_TICKET = frozenset({Scope.CHANGES_READ.value})


@dataclass(frozen=True)
class Opening:
    """`size` is the log's as the socket opened."""

    identity: Identity
    size: int


def open_by_bearer(header: str, request_id: UUID) -> Opening:
    """Raises AuthenticationFailed, or InsufficientScope."""
    at = now()
    identity = identity_of_bearer(header, at)
    if Scope.CHANGES_READ not in identity.scopes:
        raise InsufficientScope(Scope.CHANGES_READ)
    return _opened(identity, request_id, at)


def open_by_ticket(secret: str, request_id: UUID) -> Opening:
    """Raises Closing when the ticket opens nothing."""
    at = now()
    ticket = _use(secret, at)
    if ticket is None:
        raise Closing(Close.NOT_AUTHENTICATED)
    identity = identify(ticket.profile, at=at, scopes=OF_A_TICKET, credential_id=ticket.id)
    return _opened(identity, request_id, at)


def _use(secret: str, at: datetime) -> StreamTicket | None:
    # Nobody acts yet: whose ticket it is, is the answer.
    nobody = unplaced(Actor(id=UUID(int=0), kind=ActorKind.PERSON))
    with unit_of_work(by=nobody, at=at) as unit:
        return use_stream_ticket(unit, secret=secret)


def _opened(identity: Identity, request_id: UUID, at: datetime) -> Opening:
    if identity.audiences.everything:
        # Failing here fails the opening: what cannot be accounted for is not shown.
        with unit_of_work(by=identity, at=at, request_id=request_id) as unit:
            record_access(unit, kind=AccessKind.STREAM, subject_id=request_id)
    return Opening(identity, size_of(identity.partnership_id))
