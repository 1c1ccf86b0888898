import json
from datetime import timedelta
from typing import Any, Final, cast  # bodies are JSON

import pytest
import time_machine
from django.test import Client

from backend.actions import operations
from backend.actions.models import Action
from backend.audit.models import Entry
from backend.audit.source import now
from backend.people.models import Actor, Appointment
from backend.people.operations import appoint, end_appointment
from tests.actions.deeds import DEEDS
from tests.actions.questions import MALFORMED, Asked, Written, read, request
from tests.actions.subjects import link_to, report, update_asked_for
from tests.borough import ACTION_IN, BASE, Answer, Borough, action_in_progress

UNUSABLE: Final = (404, "update_link_unusable", 0)
PATH: Final = "/update-links/report"


@pytest.fixture
def action(borough: Borough) -> Action:
    return action_in_progress(borough)


@pytest.fixture
def link(borough: Borough, action: Action) -> str:
    return link_to(borough, action)


def without_token(body: dict[str, Any]) -> Answer:
    client = Client(headers={"Host": "localhost"})
    content = json.dumps(body)
    return cast("Answer", client.post(BASE + PATH, content, content_type="application/json"))


def reports(borough: Borough, link: str, **changed: Any) -> Asked:
    """As Pat's browser would send it: whoever asks counts for nothing here."""
    return request(borough, "Pat", "post", PATH, {**report(borough), "link": link, **changed})


def test_it_reports_and_is_recorded(borough: Borough, action: Action, link: str) -> None:
    asked = reports(borough, link)

    assert (asked.status, asked.body["action"]) == (201, str(action.id))
    assert asked.body["author"] == str(borough.actor_id("Rhea"))
    assert asked.written == (
        Written("update_link.used", 2, "Rhea", told=("Rhea",)),
        Written("action.updated", 1, "Rhea"),
    )


def test_it_asks_for_no_token(borough: Borough, action: Action, link: str) -> None:
    answer = without_token({**report(borough), "link": link})

    assert answer.status_code == 201
    listed = read(borough, "Pat", f"/actions/{action.id}/updates")["results"]
    assert listed == [answer.json()]


def test_it_names_the_link_as_the_update_s_cause(borough: Borough, link: str) -> None:
    reports(borough, link)

    used, updated = Entry.objects.filter(verb__in=["update_link.used", "action.updated"]).order_by(
        "index"
    )
    assert updated.cause == used.id


def test_it_answers_the_open_request(borough: Borough, action: Action, link: str) -> None:
    update_asked_for(borough, action)

    asked = reports(borough, link)

    assert [one.verb for one in asked.written][1:] == ["action.updated", "update_request.answered"]


def test_it_names_whom_the_issuer_acts_for(borough: Borough) -> None:
    """Rhea works for the council, but acts for the housing group as well."""
    rhea, housing = borough.actor_id("Rhea"), borough.housing.id
    borough.act("Ada", appoint, actor_id=rhea, role="representative", on_id=housing)
    link = link_to(borough, action_in_progress(borough, lead_id=housing))

    reports(borough, link)

    verbs = ["update_link.issued", "update_link.used", "action.updated"]
    entries = Entry.objects.filter(verb__in=verbs).order_by("index")
    assert [json.loads(bytes(one.leaf))["actor"]["org"] for one in entries] == [str(housing)] * 3


def test_it_works_once(borough: Borough, link: str) -> None:
    first, second = reports(borough, link), reports(borough, link)

    assert (first.status, second.refusal) == (201, UNUSABLE)


def test_it_works_until_it_expires(borough: Borough, link: str) -> None:
    borough.as_("Pat")
    with time_machine.travel(now() + timedelta(days=14, minutes=1), tick=False):
        late = reports(borough, link)

    assert late.refusal == UNUSABLE
    with time_machine.travel(now() + timedelta(days=13, hours=23), tick=False):
        assert reports(borough, link).status == 201


def no_longer_represents(borough: Borough) -> None:
    held = Appointment.objects.get(
        actor_id=borough.actor_id("Rhea"), role="representative", on_id=borough.council.id
    )
    borough.act(
        "Ada",
        end_appointment,
        appointment_id=held.id,
        version=held.version,
        reason="Moved to another post.",
    )


def is_led_by_others(borough: Borough) -> None:
    action = Action.objects.latest("id")
    borough.act(
        "Priya",
        operations.assign_lead,
        action_id=action.id,
        version=action.version,
        organisation_id=borough.housing.id,
    )


def has_left(borough: Borough) -> None:
    Actor.objects.filter(id=borough.actor_id("Rhea")).update(is_active=False)


@pytest.mark.parametrize("change", [no_longer_represents, is_led_by_others, has_left])
def test_it_needs_an_issuer_who_may_still_report(borough: Borough, link: str, change: Any) -> None:
    change(borough)

    assert reports(borough, link).refusal == UNUSABLE


def test_it_refuses_every_unusable_link_alike(borough: Borough, action: Action) -> None:
    used, expired, lost = (link_to(borough, action) for _ in range(3))
    reports(borough, used)
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        answers = [without_token({**report(borough), "link": expired})]
    no_longer_represents(borough)

    answers += [without_token({**report(borough), "link": one}) for one in (used, lost, "acu_x")]

    told = [{**one.json(), "request_id": None} for one in answers]
    assert told == [told[0]] * 4
    assert (told[0]["status"], told[0]["code"]) == (404, "update_link_unusable")


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_it_refuses_in_the_wrong_state_and_stays_unused(borough: Borough, state: str) -> None:
    """Its bearer came for this action, and is told why it takes no more reports."""
    action = action_in_progress(borough)
    link = link_to(borough, action)
    closes = DEEDS[{"done": "complete_action", "withdrawn": "withdraw_action"}[state]]
    DEEDS["add_evidence"].ask(borough, on=action)
    closes.ask(borough, on=action)

    asked = reports(borough, link)

    assert asked.refusal == (409, "transition_not_allowed", 0)
    assert asked.body["current_state"] == state


def test_it_reports_on_what_is_at_risk(borough: Borough) -> None:
    link = link_to(borough, ACTION_IN["at_risk"](borough))

    rosy, honest = reports(borough, link), reports(borough, link, confidence="red")

    assert rosy.unmet == ["justification_missing"]
    assert honest.status == 201


@pytest.mark.parametrize("who", ["Olga", "Audrey", "Rhea"])
def test_it_gives_its_bearer_nothing_else(borough: Borough, link: str, who: str) -> None:
    """Whoever sends it, signed in or not, the issuer's is the name under the report."""
    asked = request(borough, who, "post", PATH, {**report(borough), "link": link})

    assert [one.by for one in asked.written] == ["Rhea", "Rhea"]


def test_it_is_no_token(borough: Borough, action: Action, link: str) -> None:
    client = Client(headers={"Host": "localhost"})

    answer = client.get(f"{BASE}/actions/{action.id}", headers={"Authorization": f"Bearer {link}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = reports(borough, "acu_x", percent_complete=101)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/percent_complete"])
