from datetime import timedelta
from typing import Any  # settings are of any type
from uuid import UUID

import pytest
import time_machine
from cryptography.fernet import Fernet, InvalidToken

from backend.api.addresses import url_of
from backend.api.frame import public_url
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.clock.identity import clock_in
from backend.sync.checks import webhook_keys_are_keys, webhooks_leave_the_machine
from backend.sync.operations import journal
from backend.sync.sealing import seal, unseal
from tests.actions.questions import read
from tests.borough import Borough
from tests.people.routes import ROUTES
from tests.sync.hooking import MONDAY, Hooked, change, delivered, deliveries, listening
from tests.sync.receiver import Receiver, Reply

LATE = MONDAY + journal.JOURNAL + timedelta(minutes=5)


def told(borough: Borough, partner: Receiver) -> Hooked:
    partner.says(Reply(200, body=b"Noted."))
    hooked = listening(borough, partner)
    change(borough)
    change(borough)
    delivered()
    return hooked


def cleared(borough: Borough) -> list[bool]:
    """Until nothing is left to do."""
    left = [True]
    while left[-1]:
        with unit_of_work(by=clock_in(borough.partnership.id, now()), at=now()) as unit:
            left.append(journal.clear_webhook_journal(unit))
    return left[1:]


def test_it_keeps_answers_for_thirty_days(
    borough: Borough, partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "CLEARED_AT_ONCE", 1)
    hooked = told(borough, partner)
    cleared(borough)
    before = {one.answer for one in deliveries(hooked)}

    with time_machine.travel(LATE):
        rounds = cleared(borough)

    assert before == {"Noted."}
    assert {one.answer for one in deliveries(hooked)} == {""}
    assert len(rounds) == len(deliveries(hooked)) + 1


def test_it_shows_the_journal_for_thirty_days(borough: Borough, partner: Receiver) -> None:
    hooked = told(borough, partner)
    place = f"/webhook-endpoints/{hooked.endpoint.id}/deliveries"
    shown = read(borough, "Tracker", place)["results"]

    with time_machine.travel(LATE):
        borough.tokens.clear()
        later = borough.as_("Tracker")
        assert later.get(place).json()["results"] == []
        assert later.get(f"/webhook-deliveries/{shown[0]['id']}").status_code == 404

    assert len(shown) == len(deliveries(hooked))


def test_it_shows_what_still_waits_however_old_it_is(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    partner.says(Reply(410))
    change(borough)
    delivered()

    with time_machine.travel(LATE):
        borough.tokens.clear()
        place = f"/webhook-endpoints/{hooked.endpoint.id}/deliveries"
        assert len(borough.as_("Tracker").get(place).json()["results"]) == 1


def test_it_opens_what_an_older_key_sealed(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.WEBHOOK_KEYS = [old]
    sealed = seal("whsec_abc")
    settings.WEBHOOK_KEYS = [new, old]

    assert unseal(sealed) == "whsec_abc"
    settings.WEBHOOK_KEYS = [new]
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_it_seals_with_a_key_of_the_deployment_s_own(settings: Any) -> None:
    settings.SECRET_KEY = "one"
    sealed = seal("whsec_abc")
    assert unseal(sealed) == "whsec_abc"

    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_it_deploys_nothing_that_reaches_this_machine(settings: Any) -> None:
    right = webhooks_leave_the_machine()
    settings.WEBHOOK_ALLOW_LOOPBACK = True

    assert (right, [one.id for one in webhooks_leave_the_machine()]) == ([], ["sync.E001"])


def test_it_says_when_a_key_is_none(settings: Any) -> None:
    right = webhook_keys_are_keys()
    settings.WEBHOOK_KEYS = ["short"]

    assert (right, [one.id for one in webhook_keys_are_keys()]) == ([], ["sync.E002"])


SEVEN = UUID(int=7)


def test_it_knows_the_address_of_everything_that_has_one() -> None:
    known = {
        one.view.model.subject_type: one.path.removesuffix("<uuid:id>")
        for one in ROUTES
        if one.method == "GET" and one.path.endswith("/<uuid:id>") and hasattr(one.view, "model")
    }

    assert len(known) > 40
    assert {noun: url_of(noun, SEVEN) for noun in known} == {
        noun: public_url(f"/api/v1{place}{SEVEN}") for noun, place in known.items()
    }
    assert url_of("signing_key", SEVEN) is None
