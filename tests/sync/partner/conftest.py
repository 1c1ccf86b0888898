import pytest

from tests.borough import Borough
from tests.sync.sending import delegated, with_authority


@pytest.fixture
def agreed(borough: Borough) -> Borough:
    """Of dates the partner is the record, of summaries Accord; the rest is shared."""
    delegated(borough, "start_delegate", "recover_delegate")
    with_authority(borough, due_on="source", summary="accord")
    return borough
