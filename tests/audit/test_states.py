import pytest
from django_fsm import TransitionNotAllowed
from pytest_django import DjangoAssertNumQueries

from backend.audit.source import SeededSource
from backend.audit.states import StateField
from tests.audit.ledger.history import unit_from
from tests.audit.ledger.models import Lamp


def test_it_changes_by_transition(lamp: Lamp) -> None:
    lamp.light()

    assert lamp.state == "lit"
    with pytest.raises(TransitionNotAllowed):
        lamp.light()


def test_it_refuses_to_be_assigned(lamp: Lamp) -> None:
    with pytest.raises(AttributeError, match="Only a transition changes state"):
        lamp.state = "lit"


def test_it_is_read_again(lamp: Lamp, source: SeededSource) -> None:
    other = Lamp.objects.get()
    with unit_from(source) as unit:
        lamp.light()
        unit.record("lamp.lit", lamp)

    other.refresh_from_db()

    assert other.state == "lit"
    with pytest.raises(AttributeError):
        other.state = "unlit"


def test_it_stays_protected_when_the_row_is_gone(db: None) -> None:
    lamp = Lamp(id=SeededSource().new_id(SeededSource().now()))

    with pytest.raises(Lamp.DoesNotExist):
        lamp.refresh_from_db()

    with pytest.raises(AttributeError):
        lamp.state = "lit"


def test_it_passes_full_clean(lamp: Lamp) -> None:
    lamp.clean_fields(exclude={"wires", *(one.name for one in Lamp._meta.fields if one.null)})

    assert lamp.state == "unlit"


def test_it_asks_once_for_a_deferred_state(
    lamp: Lamp, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    few = Lamp.objects.only("title").get()

    with django_assert_num_queries(1):
        assert (few.state, few.state) == ("unlit", "unlit")


def test_it_is_a_plain_column_in_migrations() -> None:
    _, path, _, given = StateField(max_length=10).deconstruct()

    assert (path, given) == ("django.db.models.CharField", {"max_length": 10})
