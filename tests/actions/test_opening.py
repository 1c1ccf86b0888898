"""What the door checks, the operation checks again under lock: it may be called from elsewhere."""

import pytest

from backend.actions.operations import start_action
from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.errors import NotAllowed, NotVisible
from tests.borough import Borough, proposed_action


@pytest.mark.django_db
def test_it_hides_what_the_actor_cannot_see(knowsley: Borough, sefton: Borough) -> None:
    action = proposed_action(knowsley)
    before = Entry.objects.count()

    with pytest.raises(NotVisible):
        sefton.act("Olga", start_action, action_id=action.id, version=action.version)

    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_it_hides_what_is_restricted_to_others(knowsley: Borough) -> None:
    """Of the same partnership, and even from the sponsor of its priority."""
    action = proposed_action(knowsley)
    with unit_of_work(by=knowsley.who("Ada"), at=now()) as unit:
        action.audience = f"forum:{knowsley.board.id}"
        unit.record("action.restricted", action)

    with pytest.raises(NotVisible):
        knowsley.act("Priya", start_action, action_id=action.id, version=action.version)


@pytest.mark.django_db
def test_it_asks_for_the_role_again(knowsley: Borough) -> None:
    action = proposed_action(knowsley)

    with pytest.raises(NotAllowed):
        knowsley.act("Ada", start_action, action_id=action.id, version=action.version)
