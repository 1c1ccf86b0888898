"""While an appointment is made or ended, work that only refers to what it is on goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, connections

from backend.actions.models import Priority
from backend.actions.operations import add_priority
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.people import operations as people
from backend.people.models import Belonging
from tests import borough as boroughs
from tests.borough import Borough
from tests.people.test_end_appointment import appointment_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that another connection can see it."""
    return boroughs.knowsley()


def refer_to(row: Belonging) -> bool:
    """As a new row with a foreign key does. Raises OperationalError where it would have to wait."""
    table = connection.ops.quote_name(row._meta.db_table)
    locking = f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE NOWAIT"  # noqa: S608  # our own
    try:
        with connection.cursor() as cursor:
            cursor.execute(locking, [row.pk])
            return bool(cursor.fetchone())
    finally:
        connections.close_all()


def unsponsored(borough: Borough) -> Priority:
    found: Priority = borough.act(
        "Ada", add_priority, plan_id=borough.plan.id, title="Winter pressures"
    )
    return found


def is_free_during(borough: Borough, row: Belonging, work: Callable[[Unit], object]) -> bool:
    """Whether another can refer to the row before the unit of this work has closed."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        work(unit)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(refer_to, row).result()


@pytest.mark.parametrize("role", ["sponsor", "representative"])
def test_it_holds_up_no_reference_while_it_appoints(knowsley: Borough, role: str) -> None:
    row = unsponsored(knowsley) if role == "sponsor" else knowsley.council
    pat = knowsley.actor_id("Pat")

    assert is_free_during(
        knowsley, row, partial(people.appoint, actor_id=pat, role=role, on_id=row.id)
    )


@pytest.mark.parametrize("name", ["Priya", "Rhea"])
def test_it_holds_up_no_reference_while_it_ends_one(knowsley: Borough, name: str) -> None:
    row = knowsley.youth if name == "Priya" else knowsley.council
    held = appointment_of(knowsley, name)
    ends = partial(
        people.end_appointment, appointment_id=held.id, version=held.version, reason="Moves on."
    )

    assert is_free_during(knowsley, row, ends)
