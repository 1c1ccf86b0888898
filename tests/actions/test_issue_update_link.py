import hashlib
from datetime import timedelta

import pytest

from backend.actions.models import UpdateLink
from backend.api.fields import read_instant
from backend.audit.models import Disclosure, Entry
from tests.actions.deeds import DEEDS
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, WRONG_STATE, Written, read
from tests.borough import ACTION_IN, Borough, action_in_progress

ISSUE = DEEDS["issue_update_link"]


def test_it_issues_and_is_recorded(borough: Borough) -> None:
    asked = ISSUE.ask(borough)

    assert (asked.status, asked.body["issued_by"]) == (201, str(borough.actor_id("Rhea")))
    assert asked.body["report_to"].endswith("/api/v1/update-links/report")
    assert asked.written == (Written("update_link.issued", 1, "Rhea"),)


def test_it_shows_the_link_once(borough: Borough) -> None:
    asked = ISSUE.ask(borough)
    secret = asked.body["link"]

    again = read(borough, "Rhea", f"/update-links/{asked.body['id']}")

    assert secret.startswith("acu_")
    assert asked.headers["Cache-Control"] == "no-store"
    assert asked.headers["Location"].endswith(f"/api/v1/update-links/{asked.body['id']}")
    assert again == {
        name: value for name, value in asked.body.items() if name not in ("link", "report_to")
    }


def test_it_keeps_the_digest_alone(borough: Borough) -> None:
    secret = ISSUE.ask(borough).body["link"]

    kept = UpdateLink.objects.get()

    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert not any(secret.encode() in bytes(one.leaf) for one in Entry.objects.all())
    assert not Disclosure.objects.filter(value__contains=secret).exists()


@pytest.mark.parametrize(("body", "days"), [({}, 14), ({"expires_in_days": 30}, 30)])
def test_it_ends_after_some_days(borough: Borough, body: dict[str, int], days: int) -> None:
    asked = ISSUE.ask(borough, body=body)

    issued_at = Entry.objects.get(verb="update_link.issued").at
    assert read_instant(asked.body["expires_at"]) == issued_at + timedelta(days=days)


@pytest.mark.parametrize("days", [0, 31])
def test_it_ends_within_a_month(borough: Borough, days: int) -> None:
    asked = ISSUE.ask(borough, expires_in_days=days)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/expires_in_days"])


def test_it_makes_each_link_another(borough: Borough) -> None:
    action = action_in_progress(borough)

    links = {ISSUE.ask(borough, on=action).body["link"] for _ in range(3)}

    assert len(links) == 3


@pytest.mark.parametrize("state", ["proposed", "done", "withdrawn"])
def test_it_refuses_in_the_wrong_state(borough: Borough, state: str) -> None:
    assert ISSUE.ask(borough, on=ACTION_IN[state](borough)).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ISSUE.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Priya", "Dev", "Ada", "Rob", "Tracker", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_represent_the_lead(borough: Borough, who: str) -> None:
    """Not even the lead's own system: a person vouches for whom they pass it on to."""
    assert ISSUE.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ISSUE.ask(borough, body={"days": 7}).refusal == MALFORMED
