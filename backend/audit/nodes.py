"""The nodes of a log's tree, read from the entries they are stored with."""

from collections.abc import Sequence
from uuid import UUID

from backend.audit.models import Entry
from backend.audit.tree import Node


def read_nodes(log_id: UUID, wanted: Sequence[Node]) -> dict[Node, bytes]:
    """In the order they were asked for, all in one statement."""
    entries = Entry.objects.filter(log_id=log_id, index__in={node.entry_index for node in wanted})
    stored = {
        index: (bytes(leaf_hash), bytes(nodes))
        for index, leaf_hash, nodes in entries.order_by().values_list("index", "leaf_hash", "nodes")
    }
    return {node: node.among(*stored[node.entry_index]) for node in wanted}
