import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from backend.audit.models import Entry, Log
from backend.audit.source import SeededSource, SystemSource
from backend.audit.verify import verify_log, verify_surroundings
from tests.audit.ledger.history import open_street, unit_from
from tests.audit.ledger.models import Lamp, Street
from tests.audit.ledger.people import STREET_ID, uuid_of

WRITERS, UNITS = 8, 12


def address_of_this_database() -> str:
    one = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{one['NAME']}"
    return f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


def run_until_killed(moment: str) -> int:
    program = [sys.executable, "-W", "ignore", "-m", "tests.audit.ledger.crash", moment]
    environment = {
        **os.environ,
        "DATABASE_URL": address_of_this_database(),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
    }
    return subprocess.run(program, env=environment, timeout=60, check=False).returncode  # noqa: S603


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("moment", "code", "left"), [("before", -9, 0), ("after", -9, 0), ("never", 0, 1)]
)
def test_it_leaves_both_or_neither_when_killed(moment: str, code: int, left: int) -> None:
    street = open_street(SystemSource())

    assert run_until_killed(moment) == code

    assert Lamp.objects.count() == Entry.objects.filter(verb="lamp.raised").count() == left
    assert verify_log(Log.objects.get(id=street.pk)).faults == []


def raise_lamps(seed: int) -> None:
    """Some units on one street, some on both, some rolled back."""
    chance = Random(seed)
    streets = list(Street.objects.order_by("pk"))
    for number in range(UNITS):
        chosen = chance.sample(streets, chance.choice([1, 2]))
        with unit_from(SystemSource()) as unit:
            for street in chosen:
                unit.record("lamp.raised", Lamp(street=street, title=f"{seed}/{number}"))
            if chance.random() < 0.2:
                unit.rehearse()
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_order_under_many_writers() -> None:
    for street_id in (STREET_ID, uuid_of("another")):
        open_street(SystemSource(), street_id)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(raise_lamps, range(WRITERS)))

    assert [verify_log(one).faults for one in Log.objects.all()] == [[], []]
    assert Entry.objects.filter(verb="lamp.raised").count() == Lamp.objects.count() > WRITERS
    assert verify_surroundings() == []


@pytest.mark.parametrize("lamps", [1, 30])
def test_it_asks_the_database_as_little_for_many_as_for_one(
    lamps: int,
    street: Street,
    source: SeededSource,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with unit_from(source) as unit:
        for number in range(lamps):
            unit.record("lamp.raised", Lamp(street=street, title=str(number)))
        # Disclosures; the lock; the last entry with the frontier; the entries.
        with django_assert_num_queries(4):
            unit.close()
        unit._collected.clear()


def test_it_chains_logs_in_one_unit(street: Street, source: SeededSource) -> None:
    other = open_street(source, uuid_of("another"))

    with unit_from(source) as unit:
        unit.record("lamp.raised", Lamp(street=street, title="Corner"))
        unit.record("lamp.raised", Lamp(street=other, title="Bend"))

    causes = Entry.objects.filter(verb="lamp.raised").values_list("cause", flat=True)
    assert len(set(causes)) == 1
    assert [verify_log(one).faults for one in Log.objects.all()] == [[], []]
