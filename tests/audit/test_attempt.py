"""A part of a unit that may be refused without the rest."""

from uuid import UUID

import pytest

from backend.audit.fold import fold
from backend.audit.source import SeededSource
from backend.audit.unit import Unit
from backend.audit.values import stored_fields
from backend.errors import NotAllowed
from tests.audit.ledger.history import entries_of, unit_from
from tests.audit.ledger.models import Lamp, Street

REFUSED = NotAllowed("The street is lit already.")


def raised(unit: Unit, street: Street, title: str) -> Lamp:
    return unit.record("lamp.raised", Lamp(street=street, title=title))


def attempt(unit: Unit, street: Street, title: str, fault: Exception) -> None:
    with unit.attempt():
        raised(unit, street, title)
        raise fault


def retitle(unit: Unit, lamp_id: UUID, title: str) -> None:
    with unit.attempt():
        lamp = Lamp.objects.get(id=lamp_id)
        lamp.title = title
        unit.record("lamp.retitled", lamp)
        raise REFUSED


def verbs(street: Street) -> list[str]:
    return [one.verb for one in entries_of(street.pk)]


def test_it_keeps_what_was_attempted_with_the_rest(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit, unit.attempt():
        lamp = raised(unit, street, "Corner")

    assert Lamp.objects.get(street=street) == lamp
    assert verbs(street)[1:] == ["lamp.raised"]


def test_it_takes_a_refusal_back_and_no_more(street: Street, source: SeededSource) -> None:
    with unit_from(source) as unit:
        raised(unit, street, "Before")
        with pytest.raises(NotAllowed):
            attempt(unit, street, "Between", REFUSED)
        raised(unit, street, "After")

    titles = Lamp.objects.filter(street=street).order_by("title").values_list("title", flat=True)
    assert list(titles) == ["After", "Before"]
    assert verbs(street)[1:] == ["lamp.raised", "lamp.raised"]


def test_it_leaves_rows_that_say_what_their_entries_say(
    street: Street, source: SeededSource
) -> None:
    with unit_from(source) as unit:
        lamp = raised(unit, street, "Corner")
    with unit_from(source) as unit:
        with pytest.raises(NotAllowed):
            retitle(unit, lamp.id, "Square")
        raised(unit, street, "Square")

    found = fold(entries_of(street.pk))
    for one in Lamp.objects.filter(street=street):
        held = stored_fields(one)
        assert found["lamp", one.id] == held.shown | held.hidden


def test_it_lets_a_fault_of_the_program_end_the_unit(street: Street, source: SeededSource) -> None:
    with pytest.raises(RuntimeError), unit_from(source) as unit:
        attempt(unit, street, "Corner", RuntimeError())

    assert not Lamp.objects.filter(street=street).exists()
