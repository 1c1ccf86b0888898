"""Who may do what in this app: one table, read by enforcement, documents and tests alike."""

from typing import Final

from backend.sync.policy import sources, webhooks

MAY: Final[dict[str, tuple[str, ...]]] = {**sources.MAY, **webhooks.MAY}
