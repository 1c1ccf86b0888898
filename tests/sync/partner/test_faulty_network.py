"""A partner and Accord come to hold the same, whatever happens between the two.

ACCORD_PARTNER_SEEDS says which runs: one, as 17, or all of 0-999. A test is named by its seed.
Unless it says, they are a hundred, each once: `make check` runs the tests on either database, and
most of them on the faster one. `make soak-partner` runs a thousand.
"""

import os

import pytest
from django.conf import settings

from tests.borough import Borough
from tests.sync.partner.network import Fault
from tests.sync.partner.promises import assert_kept
from tests.sync.partner.run import CHANGES, Run


def seeds() -> range:
    engine = settings.DATABASES["default"]["ENGINE"]
    usual = "80-99" if engine.endswith("postgresql") else "0-79"
    first, _, last = os.environ.get("ACCORD_PARTNER_SEEDS", usual).partition("-")
    return range(int(first), int(last or first) + 1)


@pytest.mark.parametrize("seed", seeds())
def test_it_comes_to_the_same_whatever_fails(agreed: Borough, seed: int) -> None:
    run = Run(agreed, seed)

    run.play()
    run.settle()

    assert min(run.books.changes, run.people.changes) >= CHANGES
    assert all(run.fate.happened[fault] for fault in Fault)
    assert run.people.changed_sight
    assert_kept(run)
