"""A tree with tiles on three levels, as all logs have that are in use for long."""

import pytest

from backend.audit import access
from backend.audit.source import SeededSource
from tests.audit.ledger.history import grow
from tests.audit.ledger.models import Street
from tests.audit.test_views import ADA, get
from tests.audit.tiled import Reader, assert_whole

SIZE = 256 * 256 + 257


def test_it_gives_the_root_of_the_checkpoint(
    street: Street, source: SeededSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_watchers", [])
    grow(source, street, SIZE)
    get("checkpoint", ADA)

    assert_whole(Reader(lambda place: get(place, ADA).content), SIZE)
