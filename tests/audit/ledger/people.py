"""Who acts in the tests of the log: plain stand-ins for what `people` brings."""

from collections.abc import Mapping
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
    credential_id: UUID | None = None
    client_id: str = ""
    scopes: frozenset[str] = frozenset()
    audiences: Audiences = field(default_factory=lambda: Audiences(frozenset({"partnership"})))

    deputises: Mapping[UUID, UUID] = field(default_factory=dict)

    def holds(self, role: str, on: UUID) -> bool:
        return False

    def holds_for(self, operation: str, role: str, on: UUID) -> bool:
        return False

    def objects_held(self, role: str) -> frozenset[UUID]:
        return frozenset()


PRIYA = Walker(uuid_of("priya"), organisation_id=uuid_of("council"))
TOM = Walker(uuid_of("tom"))
SAM = Walker(uuid_of("sam"), audiences=Audiences(frozenset()))
AUDITOR = Walker(uuid_of("ada"), audiences=Audiences(frozenset(), everything=True))
