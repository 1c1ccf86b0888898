"""A backup of the database itself is put back, beneath everything."""

from collections.abc import Iterator

import pytest

from tests import borough
from tests.borough import Borough, bare_action
from tests.database import Template, template
from tests.people.test_restored_log import accept, checkpoint, log_of


@pytest.fixture
def backup(transactional_db: None) -> Iterator[tuple[Borough, Template]]:
    knowsley = borough.knowsley()
    knowsley.as_("Audrey")
    kept = template(".backup")
    kept.keep()
    yield knowsley, kept
    kept.discard()


def test_it_notices_a_real_backup(backup: tuple[Borough, Template]) -> None:
    knowsley, kept = backup
    bare_action(knowsley)
    signed = checkpoint(knowsley)

    kept.restore()

    assert (signed.status_code, checkpoint(knowsley).status_code) == (200, 503)
    accept(log_of(knowsley).origin)
    assert checkpoint(knowsley).status_code == 200
