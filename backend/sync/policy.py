"""Who may do what in this app: one table, read by enforcement, documents and tests alike."""

MAY: dict[str, tuple[str, ...]] = {}
