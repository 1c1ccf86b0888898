"""Who acts in the tests of the log: plain stand-ins for what `people` brings."""

from dataclasses import dataclass, field
from uuid import UUID

from backend.api.actor import Audiences


def uuid_of(name: str) -> UUID:
    """The same id for a name in every run."""
    return UUID(bytes=name.encode().ljust(16, b"\0")[:16], version=4)


STREET_ID = uuid_of("street")


@dataclass(frozen=True)
class Walker:
    id: UUID
    kind: str = "person"
    partnership_id: UUID = STREET_ID
    organisation_id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    audiences: Audiences = field(default_factory=lambda: Audiences(frozenset({"partnership"})))

    def holds(self, role: str, on: UUID) -> bool:
        return False


PRIYA = Walker(uuid_of("priya"), organisation_id=uuid_of("council"))
TOM = Walker(uuid_of("tom"))
