"""Imports and whoever else comes upon them at the same moment."""

from threading import Event, Thread

import pytest
from django.db import connections

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.people.models import Profile
from backend.sync.importing import lines_to_hear
from backend.sync.models import ImportPart
from backend.sync.operations import forget_import_results, hear_lines, imports_due
from tests import borough as boroughs
from tests.borough import Borough
from tests.sync.files import download, many, submitted
from tests.sync.sending import with_source
from tests.sync.test_webhook_races import wait_for_a_waiting_writer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def borough(transactional_db: None) -> Borough:
    """Committed, so that both of the two who meet can see it."""
    knowsley = boroughs.knowsley()
    with_source(knowsley)
    return knowsley


def test_it_forgets_what_is_heard_first_while_a_person_is_erased(borough: Borough) -> None:
    """On record it waits still when the erasure looks for what has begun."""
    import_id = submitted(borough, *many(borough, 1))
    (waiting,) = imports_due(now())
    heard = Event()
    forgetting = Thread(target=forgotten, args=(borough, heard))
    at = now()

    forgetting.start()
    with unit_of_work(by=borough.who("Tracker"), at=at) as unit:
        hear_lines(unit, waiting=waiting, lines=lines_to_hear(waiting))
        heard.set()
        wait_for_a_waiting_writer()
    forgetting.join(60)

    assert not ImportPart.objects.exclude(results=b"").exists()
    assert download(borough, import_id).json()["code"] == "results_not_kept"


def forgotten(borough: Borough, heard: Event) -> None:
    """As it is done within the erasure, which has held no import before."""
    heard.wait(20)
    at = now()
    person = Profile.objects.get(id=borough.profiles["Pat"].id).actor_id
    try:
        with unit_of_work(by=clock_in(borough.partnership.id, at), at=at) as unit:
            forget_import_results(unit, person=person, org=None)
    finally:
        connections.close_all()
