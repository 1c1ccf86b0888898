"""A query composed once answers as the same query composed anew."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any  # rows of values
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import CharField, DateField, Q, UUIDField
from django.test.utils import CaptureQueriesContext

from backend.api.prepared import Given, Prepared, row_of
from tests.api.conftest import NOON, a_repair
from tests.api.repairs.models import Repair

JULY = date(2026, 7, 1)


def of_title() -> Prepared:
    return Prepared(
        lambda: Repair.objects.filter(title=Given("title", CharField())).values_list("id", "due_on")
    )


@pytest.mark.django_db
def test_it_answers_each_time_with_what_is_there() -> None:
    asked = of_title()
    assert asked(title="Drain") == []

    drain, lamp = a_repair(due_on=JULY), a_repair(title="Lamp", due_on=None)

    assert asked(title="Drain") == [(drain.id, JULY)]
    assert asked(title="Lamp") == [(lamp.id, None)]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_it_takes_a_value_wherever_it_is_named(days: int) -> None:
    repair = a_repair(due_on=JULY)
    on = Given("on", DateField())
    asked = Prepared(
        lambda: Repair.objects.filter(
            Q(due_on=on) | Q(due_on__gt=on), id=Given("id", UUIDField()), title="Drain"
        ).values_list("title", "updated_at")
    )

    found = asked(on=JULY + timedelta(days=days), id=repair.id)

    assert found == ([("Drain", NOON)] if days <= 0 else [])
    assert asked(on=JULY, id=uuid4()) == []


@pytest.mark.django_db
def test_it_composes_once() -> None:
    composed: list[None] = []

    def compose() -> Any:
        composed.append(None)
        return Repair.objects.filter(title=Given("title", CharField())).values_list("id")

    asked = Prepared(compose)
    with CaptureQueriesContext(connection) as sent:
        assert [asked(title=one) for one in ("Drain", "' OR 1=1 --")] == [[], []]

    assert (len(composed), len(sent)) == (1, 2)


@pytest.mark.django_db
def test_it_asks_for_what_it_was_not_told(django_assert_num_queries: Callable[[int], Any]) -> None:
    repair = a_repair(due_on=JULY)

    row = row_of(Repair, title="Drain", id=repair.id)

    with django_assert_num_queries(0):
        assert (row.pk, row.title) == (repair.id, "Drain")
    with django_assert_num_queries(1):
        assert row.due_on == JULY
