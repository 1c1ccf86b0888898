"""One history, told from one seed, has one root: on any database, in any year."""

import pytest

from backend.audit.checkpoints import root_of
from tests.audit.ledger.models import Street

ROOTS = {
    1: "0e96b239382cca422e4594b7153d7e1d2332c9aae6e704995f1bb66cb29923c0",
    4: "c82bb7d3d8215391da072706b18d0677f2f57a462ce92d58bc7c76655c50f7f6",
    7: "deaaef66a985a8a89a92a2f221083f7b17eea053ba031d56077aba870625b910",
}


@pytest.mark.parametrize("size", ROOTS)
def test_it_has_the_same_root_on_every_database(size: int, history: Street) -> None:
    assert root_of(history.pk, size).hex() == ROOTS[size]
