"""What a test run must know before it collects: which database stands behind it."""

import pytest
from django.conf import settings


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what only PostgreSQL can show: a skip invites being ignored."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    without = [item for item in items if item.get_closest_marker("postgres")]
    items[:] = [item for item in items if not item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=without)
