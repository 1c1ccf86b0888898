"""What of a log is shown to whoever verifies it: nothing that no checkpoint was signed for."""

from uuid import UUID

from backend.audit.models import Checkpoint, Entry
from backend.audit.nodes import read_nodes
from backend.audit.proofs import Span, consistency_spans, inclusion_spans, nodes_under, proof_of
from backend.audit.tiles import Tile


def published_size(log_id: UUID) -> int:
    """Of the newest checkpoint; what was appended since is nobody's to see yet."""
    signed = Checkpoint.objects.filter(log_id=log_id).order_by("-size")
    return signed.values_list("size", flat=True).first() or 0


def read_hashes(log_id: UUID, tile: Tile) -> bytes:
    return b"".join(read_nodes(log_id, tile.nodes).values())


def read_leaves(log_id: UUID, tile: Tile) -> list[bytes]:
    entries = Entry.objects.filter(log_id=log_id, index__gte=tile.start, index__lt=tile.end)
    return [bytes(leaf) for leaf in entries.order_by("index").values_list("leaf", flat=True)]


def prove_inclusion(log_id: UUID, *, index: int, size: int) -> list[bytes]:
    return _prove(log_id, inclusion_spans(index, size))


def prove_consistency(log_id: UUID, *, old: int, new: int) -> list[bytes]:
    return _prove(log_id, consistency_spans(old, new))


def _prove(log_id: UUID, spans: list[Span]) -> list[bytes]:
    return proof_of(spans, read_nodes(log_id, nodes_under(spans)))
