from collections.abc import Iterator

import pytest

from backend.audit.models import Log
from backend.audit.source import SeededSource
from tests.audit.ledger.history import open_street
from tests.audit.ledger.models import Street


@pytest.fixture
def source() -> SeededSource:
    return SeededSource()


@pytest.fixture
def street(db: None, source: SeededSource) -> Street:
    return open_street(source)
