"""After an amendment those it does not touch consent by silence, when their time has run out."""

from datetime import timedelta

import time_machine

from backend.audit.source import now
from tests.deals.deeds import DEEDS, digest
from tests.deals.round_table import RoundTable, later, signed_by
from tests.deals.test_amend_deal import AMEND, WHY, change, consents, seat


def test_it_comes_into_force_when_the_last_day_to_object_is_over(active: RoundTable) -> None:
    AMEND.ask(active, body=change("Remy", measure="The beds are green")(active))

    with time_machine.travel(now() + timedelta(days=WHY["objection_days"])):
        on_the_last_day = active.sign("Remy").state
    later(active, WHY["objection_days"] + 1)

    assert (on_the_last_day, active.fresh().state) == ("signing", "active")


def test_it_takes_silence_for_consent_when_the_window_has_closed(active: RoundTable) -> None:
    AMEND.ask(active)
    signed_by(active, "Bea", "Una")

    later(active, 14)
    on_the_last_day = active.fresh().state
    later(active, 15)

    assert (on_the_last_day, active.fresh().state) == ("signing", "active")
    assert consents(active) == {
        "Rhea": "silent",
        "Bea": "signed",
        "Una": "signed",
        "Remy": "silent",
    }


def test_it_waits_for_whoever_must_sign_however_long_the_rest_is_silent(
    active: RoundTable,
) -> None:
    AMEND.ask(active)
    active.sign("Bea")

    later(active, 60)

    assert active.fresh().state == "signing"


def test_it_lets_the_silent_decline(active: RoundTable) -> None:
    AMEND.ask(active)

    asked = DEEDS["decline_deal"].ask(active, "Remy", party=seat(active, "Remy"))

    assert (asked.status, asked.body["state"]) == (200, "open")


def test_it_lets_the_silent_sign(active: RoundTable) -> None:
    AMEND.ask(active)
    signed_by(active, "Bea", "Una", "Rhea")

    asked = DEEDS["sign_deal"].ask(
        active, "Remy", party=seat(active, "Remy"), digest=digest(active)
    )

    assert asked.body["state"] == "active"
