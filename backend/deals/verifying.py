"""Whether what was signed is still what is on record: recomputed each time somebody asks."""

from collections.abc import Iterable
from uuid import UUID

from backend.audit.canonical import NotCanonical
from backend.deals.models import DealVersion, Signature
from backend.deals.terms import digest_of


def verify(signatures: Iterable[Signature]) -> None:
    """Says of each whether its version's terms have the digest of both. The versions are loaded."""
    found: dict[UUID, str] = {}
    for one in signatures:
        version = one.deal_version
        if version.id not in found:
            found[version.id] = _recomputed(version)
        one.is_verified = found[version.id] == version.digest == one.digest


def _recomputed(version: DealVersion) -> str:
    try:
        return digest_of(version.terms)
    except NotCanonical:
        # Altered to something that was never a version's.
        return ""
