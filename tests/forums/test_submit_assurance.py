from base64 import b64decode
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any  # bodies are JSON

import pytest
import time_machine

from backend.people.models import Appointment
from backend.people.operations import end_appointment
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.forums.assuring import ENDED, REPORT, SUBMIT, submitted
from tests.people.questions import NOWHERE


def test_it_submits_and_is_recorded(new_year: Borough) -> None:
    asked = SUBMIT.ask(new_year)

    made = asked.body
    assert asked.status == 201
    assert (made["priority"], made["period"]) == (str(new_year.youth.id), ENDED)
    assert (made["level"], made["state"]) == ("advise", "submitted")
    assert (made["evidence"], made["received_at_meeting"]) == ([REPORT], None)
    assert made["submitted_by"] == str(new_year.actor_id("Priya"))
    assert asked.written == (Written("assurance.submitted", 1, "Priya", told=("Sara",)),)
    assert asked.headers["Location"].endswith(f"/api/v1/assurances/{made['id']}")
    assert read(new_year, "Pat", f"/assurances/{made['id']}") == made


def test_it_carries_the_size_and_the_root_of_the_log(new_year: Borough) -> None:
    pat = new_year.as_("Pat")
    note = pat.get(f"/logs/{new_year.partnership.id}/checkpoint").content.decode()
    _, size, root = note.splitlines()[:3]

    made = SUBMIT.ask(new_year).body

    assert (made["log_size"], made["log_root"]) == (int(size), b64decode(root).hex())


def test_it_is_the_deputy_s_in_the_sponsor_s_name(new_year: Borough) -> None:
    asked = SUBMIT.ask(new_year, "Dev")

    deputised = Written("assurance.submitted", 1, "Dev", on_behalf_of="Priya", told=("Sara",))
    assert (asked.status, asked.written) == (201, (deputised,))


def test_it_needs_no_evidence(new_year: Borough) -> None:
    asked = SUBMIT.ask(new_year, body={"period": ENDED, "level": "alert", "statement": "Help."})

    assert (asked.status, asked.body["evidence"]) == (201, [])


def test_it_is_given_once_for_each_period(new_year: Borough) -> None:
    submitted(new_year)

    again = SUBMIT.ask(new_year, level="alert")

    assert again.refusal == (409, "already_given", 0)
    assert SUBMIT.ask(new_year, period="2026-Q3").status == 201
    assert SUBMIT.ask(new_year, "Omar", on=new_year.roads).status == 201


@pytest.mark.parametrize(
    ("at", "period", "status"),
    [
        ("2027-01-05T12:00", "2027-Q1", 201),
        ("2027-01-05T12:00", "2027-Q2", 400),
        # Midnight is London's, an hour before that of UTC in summer.
        ("2027-03-31T22:59", "2027-Q2", 400),
        ("2027-03-31T23:00", "2027-Q2", 201),
        ("2027-12-31T23:59", "2028-Q1", 400),
        ("2028-01-01T00:00", "2028-Q1", 201),
    ],
)
def test_it_is_of_a_quarter_that_has_begun(
    new_year: Borough, at: str, period: str, status: int
) -> None:
    with time_machine.travel(datetime.fromisoformat(at).replace(tzinfo=UTC), tick=False):
        asked = SUBMIT.ask(new_year, period=period)

    faults = [(one["pointer"], one["code"]) for one in asked.body.get("errors", ())]
    assert (asked.status, faults) == (
        status,
        [("#/period", "in_the_future")] if status == 400 else [],
    )


@pytest.mark.parametrize(
    "who", ["Omar", "Sara", "Gus", "Tom", "Mel", "Rhea", "Ada", "Audrey", "Pat", "Robot"]
)
def test_it_is_the_sponsor_s_to_do(new_year: Borough, who: str) -> None:
    assert SUBMIT.ask(new_year, who).refusal == FORBIDDEN


def test_it_forgets_a_sponsor_whose_time_has_ended(new_year: Borough) -> None:
    role = Appointment.objects.get(role="sponsor", on_id=new_year.youth.id)
    new_year.act("Ada", end_appointment, appointment_id=role.id, version=1, reason="Moved on.")

    assert SUBMIT.ask(new_year).refusal == FORBIDDEN


def test_it_hides_a_priority_of_another_partnership(new_year: Borough) -> None:
    hidden = SUBMIT.ask(new_year, "Olga")
    missing = SUBMIT.ask(new_year, on=SimpleNamespace(id=NOWHERE))

    assert hidden.refusal == missing.refusal == HIDDEN


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"period": "2026-Q5"}, "#/period"),
        ({"period": "1999-Q4"}, "#/period"),
        ({"period": "2026-Q4\n"}, "#/period"),
        ({"level": "green"}, "#/level"),
        ({"statement": " "}, "#/statement"),
        ({"evidence": [{**REPORT, "address": "http://example.org"}]}, "#/evidence/0/address"),
        ({"evidence": [{**REPORT, "address": "https://"}]}, "#/evidence/0/address"),
        ({"evidence": [REPORT] * 21}, "#/evidence"),
        ({"log_size": 1}, "#/log_size"),
    ],
)
def test_it_leaves_no_trace_of_what_it_cannot_read(
    new_year: Borough, changed: dict[str, Any], pointer: str
) -> None:
    asked = SUBMIT.ask(new_year, **changed)

    assert (asked.refusal, asked.pointers) == (MALFORMED, [pointer])
