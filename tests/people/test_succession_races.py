"""A merger and a new duty at once: whichever is first, nothing open is led by what is gone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from backend.actions.models import Action, Contribution
from backend.people.models import Appointment, Organisation
from tests import borough as boroughs
from tests.borough import Answer, Borough, action_in_progress, tag
from tests.people.succession import SINCE, organisation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def knowsley(transactional_db: None) -> Borough:
    """Committed, so that both of the two who meet can see it."""
    return boroughs.knowsley()


ROUNDS = 12


def at_once(*asks: Callable[[], Answer]) -> list[Answer]:
    start = Barrier(len(asks))

    def turn(ask: Callable[[], Answer]) -> Answer:
        start.wait(timeout=30)
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(turn, asks))


def merging(borough: Borough, old: Organisation, into: Organisation) -> Callable[[], Answer]:
    body = {"into": str(into.id), "took_effect_on": SINCE, "reason": "Both became one."}
    ada = borough.as_("Ada")
    return lambda: ada.post(f"/organisations/{old.id}/merge", body, if_match=tag(1))


def giving(borough: Borough, old: Organisation) -> list[Callable[[], Answer]]:
    led, helped = action_in_progress(borough), action_in_progress(borough)
    to_old = {"organisation": str(old.id)}
    role = {"actor": str(borough.actor_id("Pat")), "role": "representative", "on": str(old.id)}
    proposal = {"plan": str(borough.plan.id), "title": "Light the paths", "lead": str(old.id)}
    priya, ada = borough.as_("Priya"), borough.as_("Ada")
    return [
        lambda: priya.post(f"/actions/{led.id}/assign-lead", to_old, if_match=tag(led.version)),
        lambda: priya.post(f"/actions/{helped.id}/contributors", {**to_old, "part": "Lends."}),
        lambda: ada.post("/appointments", role),
        lambda: ada.post("/actions", proposal),
    ]


def test_it_leaves_no_open_duty_behind(transactional_db: None, knowsley: Borough) -> None:
    statuses = []
    for place in range(ROUNDS):
        old = organisation(knowsley, f"Old {place}")
        new = organisation(knowsley, f"New {place}")
        answers = at_once(merging(knowsley, old, new), *giving(knowsley, old))
        statuses.append([one.status_code for one in answers])

    gone = Organisation.objects.filter(succeeded_on__isnull=False)
    assert {one[0] for one in statuses} == {200}
    assert {status for one in statuses for status in one[1:]} <= {200, 201, 400}
    assert gone.count() == ROUNDS
    assert not Action.objects.open().filter(lead__in=gone).exists()
    assert not Contribution.objects.filter(organisation__in=gone, ended_at=None).exists()
    ids = gone.values("id")
    assert not Appointment.objects.filter(on_id__in=ids, ends_at=None).exists()


def test_it_merges_two_into_each_other_once(transactional_db: None, knowsley: Borough) -> None:
    one, other = organisation(knowsley, "One"), organisation(knowsley, "Other")

    answers = at_once(merging(knowsley, one, other), merging(knowsley, other, one))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
