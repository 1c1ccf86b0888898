"""What arrives at a partner's server, looked at by strangers' code."""

from datetime import timedelta

import orjson
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.changes import read_changes
from backend.audit.checkpoints import size_of
from backend.audit.models import Entry
from backend.sync.operations import telling
from tests.actions.questions import read
from tests.borough import Borough
from tests.sync.hooking import MONDAY, active, change, changes, delivered, deliveries, listening
from tests.sync.receiver import Receiver, Reply


def test_it_delivers_what_strangers_verify_and_parse(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner)
    action_id = change(borough)

    assert delivered() == 1

    (received,) = partner.received
    entry = Entry.objects.get(subject_id=action_id)
    received.verify(hooked.secret)
    event = received.parsed()
    assert received.headers["content-type"] == "application/cloudevents+json"
    assert (event.get_id(), received.id) == (str(entry.id), str(entry.id))
    assert event.get_specversion() == "1.0"
    assert event.get_type() == "action.proposed"
    assert event.get_subject() == f"action/{action_id}"
    assert event.get_time() == entry.at


def test_it_says_what_the_stream_says(borough: Borough, partner: Receiver) -> None:
    listening(borough, partner)
    action_id = change(borough)

    delivered()

    entry = Entry.objects.get(subject_id=action_id)
    (change_told,) = read_changes(entry.log_id, entry.index, 1)
    told = orjson.loads("{" + change_told.shown)["change"]
    event = partner.received[0].event
    data = event["data"]
    assert (event["id"], event["type"], event["time"]) == (
        told["id"],
        told["type"],
        told["occurred_at"],
    )
    assert {name: data[name] for name in ("index", "version", "op", "origin")} == {
        name: told[name] for name in ("index", "version", "op", "origin")
    }
    assert data["resource"] == told["resource"]


def test_it_leads_to_the_thing_itself(borough: Borough, partner: Receiver) -> None:
    listening(borough, partner)
    action_id = change(borough)

    delivered()

    url = partner.received[0].event["data"]["resource"]["url"]
    found = read(borough, "Tracker", url.partition("/api/v1")[2])
    assert found["id"] == str(action_id)


def test_it_tells_no_words_of_anybody_s(borough: Borough, partner: Receiver) -> None:
    listening(borough, partner)
    change(borough, title="Something only readers may know")

    delivered()

    assert b"readers may know" not in partner.received[0].body
    assert len(partner.received[0].body) < 20_000


def test_it_keeps_what_became_of_it(borough: Borough, partner: Receiver) -> None:
    partner.says(Reply(202, body=b"Noted.\x00" + b"!" * 5000))
    hooked = listening(borough, partner)
    change(borough)

    delivered()

    (kept,) = deliveries(hooked, type="action.proposed")
    path = f"/webhook-endpoints/{hooked.endpoint.id}/deliveries?state=delivered&limit=1"
    (shown,) = read(borough, "Tracker", path)["results"]
    assert (shown["id"], shown["state"]) == (str(kept.id), "delivered")
    assert (shown["status"], shown["attempts"], shown["failure"]) == (202, 1, "")
    assert shown["latency_ms"] >= 0
    assert shown["answer"] == "Noted.\ufffd" + "!" * (1024 - 7)


def test_it_signs_each_try_afresh_under_the_same_id(borough: Borough, partner: Receiver) -> None:
    with time_machine.travel(MONDAY, tick=False):
        hooked = listening(borough, partner)
        partner.says(Reply(500), Reply(200))
        change(borough)
        delivered()
    with time_machine.travel(MONDAY + timedelta(seconds=6), tick=False):
        delivered()
        for one in partner.received:
            one.verify(hooked.secret)

    first, second = partner.received
    assert first.id == second.id
    assert first.body == second.body
    assert first.headers["webhook-timestamp"] == str(int(MONDAY.timestamp()))
    assert second.headers["webhook-timestamp"] == str(int(MONDAY.timestamp()) + 6)
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_it_tells_of_one_change_once(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner)
    changes(borough, change(borough), 3)

    delivered()
    delivered()

    assert len(partner.received) == len(set(partner.ids)) == 4
    assert len(deliveries(hooked)) == len({one.event for one in deliveries(hooked)})


def test_it_tells_of_nothing_that_was_rolled_back(borough: Borough, partner: Receiver) -> None:
    listening(borough, partner)
    path = "/actions?dry_run=true"
    borough.as_("Priya").post(path, {"plan": str(borough.plan.id), "title": "Never"})

    assert delivered() == 0
    assert partner.received == []


@pytest.mark.parametrize(
    ("types", "told"),
    [
        ([], 2),
        (["action"], 2),
        (["action.proposed"], 1),
        (["action.revised", "deal"], 1),
        (["deal"], 0),
    ],
)
def test_it_tells_what_was_asked_for(
    borough: Borough, partner: Receiver, types: list[str], told: int
) -> None:
    hooked = listening(borough, partner, types=types)
    changes(borough, change(borough), 1)

    assert delivered() == told
    assert hooked.now.outbox.position == Entry.objects.filter(log=borough.partnership.id).count()


def test_it_looks_at_a_quiet_log_in_two_statements(
    borough: Borough, partner: Receiver, django_assert_num_queries: object
) -> None:
    listening(borough, partner)

    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture
        assert delivered() == 0


def test_it_goes_on_from_page_to_page(
    borough: Borough, partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PAGE", 2)
    listening(borough, partner)
    action_id = change(borough)
    changes(borough, action_id, 5)

    delivered()

    assert [one.event["data"]["version"] for one in partner.of(action_id)] == [1, 2, 3, 4, 5, 6]


def test_it_leaves_in_the_log_what_is_too_much_at_once(
    borough: Borough, partner: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked = listening(borough, partner)
    monkeypatch.setattr(telling, "MOST_WAITING", 3)
    partner.says(Reply(500))
    changes(borough, change(borough), 5)

    delivered()

    assert len(deliveries(hooked, state="waiting")) == 3
    assert hooked.now.outbox.position < size_of(borough.partnership.id)


def test_it_closes_the_journal_to_others(borough: Borough) -> None:
    hooked = active(borough)
    path = f"/webhook-endpoints/{hooked.endpoint.id}/deliveries"

    statuses = {
        who: borough.as_(who).get(path).status_code
        for who in ("Tracker", "Ada", "Audrey", "Pat", "Rhea", "Mirror", "Olga")
    }

    assert statuses == {
        "Tracker": 200,
        "Ada": 200,
        "Audrey": 200,
        "Pat": 403,
        "Rhea": 403,
        "Mirror": 403,
        "Olga": 404,
    }


@pytest.mark.parametrize("who", ["Pat", "Olga"])
def test_it_closes_one_delivery_to_others(borough: Borough, partner: Receiver, who: str) -> None:
    hooked = listening(borough, partner)
    (one, *_) = deliveries(hooked)
    path = f"/webhook-deliveries/{one.id}"

    assert borough.as_("Tracker").get(path).status_code == 200
    assert borough.as_(who).get(path).status_code == (403 if who == "Pat" else 404)


def test_it_costs_the_same_to_list_one_and_many(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner)
    path = f"/webhook-endpoints/{hooked.endpoint.id}/deliveries"
    # The first use of a token is noted.
    borough.as_("Tracker").get("/me")
    few = counted(borough, f"{path}?limit=1")
    changes(borough, change(borough), 10)
    delivered()

    assert counted(borough, path) == few
    assert counted(borough, "/webhook-endpoints") == counted(borough, "/webhook-endpoints?limit=1")


def counted(borough: Borough, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert borough.as_("Tracker").get(path).status_code == 200
    return len(captured)
