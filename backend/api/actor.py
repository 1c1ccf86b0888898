"""Who asks: what every layer above `api` may rely on, without knowing how people are kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from uuid import UUID

from backend.api.encoding import canonical


@dataclass(frozen=True)
class Audiences:
    """What a reader may see. `everything` is the auditor's: each audience of the partnership."""

    names: frozenset[str]
    everything: bool = False

    def __contains__(self, audience: str) -> bool:
        return self.everything or audience in self.names

    @cached_property
    def fingerprint(self) -> str:
        """The same exactly for those who may see the same."""
        named = [self.everything, *sorted(self.names)]
        return hashlib.sha256(canonical(named)).hexdigest()[:16]


class Actor(Protocol):
    """The caller of one request, bound to one partnership, as of one instant."""

    @property
    def id(self) -> UUID: ...

    @property
    def kind(self) -> str:
        """`person`, `system`, `clock` or `resident`."""

    @property
    def partnership_id(self) -> UUID:
        """Also the id of the partnership's log."""

    @property
    def organisation_id(self) -> UUID | None: ...

    @property
    def credential_id(self) -> UUID | None:
        """The token or ticket they came with; None: a session, or no credential at all."""

    @property
    def client_id(self) -> str:
        """The program that asks, known by its registration; "" for whoever is not one."""

    @property
    def scopes(self) -> frozenset[str]: ...

    @property
    def audiences(self) -> Audiences: ...

    @property
    def deputises(self) -> Mapping[UUID, UUID]:
        """Of each object on which they act as deputy, the person they act for."""

    def holds(self, role: str, on: UUID) -> bool: ...

    def holds_for(self, operation: str, role: str, on: UUID) -> bool:
        """Whether they hold the role there and, given it for some operations alone, for this."""

    def objects_held(self, role: str) -> frozenset[UUID]: ...
