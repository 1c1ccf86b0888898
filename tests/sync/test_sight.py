"""An endpoint is told what its owner may see at the time, and never more."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from backend.api.actor import Audiences
from backend.audit.changes import Change
from backend.audit.models import Told
from backend.audit.source import now
from backend.forums import operations as forums
from backend.people import operations as people
from backend.people.models import Appointment, Profile
from backend.sync.events import told_of
from tests.actions.questions import read
from tests.borough import Borough
from tests.people.questions import entry_of
from tests.sync.feed import members_only, restrict
from tests.sync.hooking import (
    MONDAY,
    PING,
    Hooked,
    active,
    change,
    claim,
    delivered,
    deliveries,
    listening,
    registered,
    tell,
)
from tests.sync.receiver import Receiver, Reply, receiver


def member(borough: Borough, name: str) -> Appointment:
    """Of the Board: what it keeps to itself is theirs to read."""
    appointment: Appointment = borough.act(
        "Ada",
        people.appoint,
        actor_id=borough.actor_id(name),
        role="member",
        on_id=borough.board.id,
    )
    return appointment


def draft(borough: Borough) -> UUID:
    """Only the Board reads it."""
    words = {"title": "Buy the site in Prescot", "text": "It is bought."}
    decision = borough.act("Sara", forums.draft_decision, forum_id=borough.board.id, **words)
    found: UUID = decision.id
    return found


def end(borough: Borough, appointment: Appointment) -> None:
    borough.act(
        "Ada",
        people.end_appointment,
        appointment_id=appointment.id,
        version=Appointment.objects.get(id=appointment.id).version,
        reason="Moved on.",
    )


def representing(borough: Borough, name: str) -> Appointment:
    return Appointment.objects.get(
        actor_id=borough.actor_id(name), on_id=borough.council.id, ends_at=None
    )


def test_it_is_told_what_its_owner_may_see(borough: Borough, partner: Receiver) -> None:
    member(borough, "Rhea")
    with receiver() as other:
        listening(borough, partner, who="Rhea", types=["decision"])
        listening(borough, other, who="Tracker", types=["decision"])
        decision_id = draft(borough)

        delivered()

        assert len(partner.of(decision_id)) == 1
        assert other.received == []


def read_by(borough: Borough, who: str, hooked: Hooked) -> list[str]:
    """The types of what was delivered, as one who may read it is shown them."""
    found = read(borough, who, f"/webhook-endpoints/{hooked.endpoint.id}/deliveries")
    return [one["type"] for one in found["results"]]


def test_it_shows_others_no_delivery_of_what_is_hidden_from_them(
    borough: Borough, partner: Receiver
) -> None:
    member(borough, "Rhea")
    hooked = listening(borough, partner, who="Rhea", types=["decision"])
    draft(borough)
    delivered()
    (one,) = deliveries(hooked, subject_type="decision")

    assert read_by(borough, "Rhea", hooked) == ["decision.drafted"]
    assert read_by(borough, "Audrey", hooked) == ["decision.drafted"]
    assert read_by(borough, "Ada", hooked) == []
    assert borough.as_("Ada").get(f"/webhook-deliveries/{one.id}").status_code == 404
    assert borough.as_("Rhea").get(f"/webhook-deliveries/{one.id}").status_code == 200


def test_it_shows_others_no_verb_of_what_left_their_sight(
    borough: Borough, partner: Receiver
) -> None:
    member(borough, "Rhea")
    hooked = listening(borough, partner, who="Rhea", types=["action"])
    action_id = change(borough)
    restrict(borough, action_id, members_only(borough))
    delivered()

    assert read_by(borough, "Rhea", hooked) == ["action.revised", "action.proposed"]
    assert read_by(borough, "Ada", hooked) == ["action.removed", "action.proposed"]


def test_it_is_told_by_present_appointments(borough: Borough, partner: Receiver) -> None:
    """One that ended between the change and the telling opens nothing any more."""
    appointment = member(borough, "Rhea")
    hooked = listening(borough, partner, who="Rhea", types=["decision"])
    draft(borough)
    end(borough, appointment)

    delivered()

    assert (partner.received, deliveries(hooked, subject_type="decision")) == ([], [])


def test_it_is_told_by_those_in_force_when_its_turn_has_come(borough: Borough) -> None:
    """Whoever writes may have to wait for it, long enough for an appointment to end."""
    appointment = member(borough, "Rhea")
    hooked = active(borough, who="Rhea", types=["decision"])
    tell(borough, hooked)
    draft(borough)
    before = now()
    with time_machine.travel(MONDAY + timedelta(hours=1)):
        end(borough, appointment)

        tell(borough, hooked, at=before)

    assert deliveries(hooked, subject_type="decision") == []


def test_it_is_sent_what_they_may_see_when_its_turn_has_come(borough: Borough) -> None:
    appointment = member(borough, "Rhea")
    hooked = active(borough, who="Rhea", types=["decision"])
    draft(borough)
    tell(borough, hooked)
    before = now()
    with time_machine.travel(MONDAY + timedelta(hours=1)):
        end(borough, appointment)

        assert claim(borough, hooked, at=before) == []

    (one,) = deliveries(hooked)
    assert (one.state, one.type) == ("withheld", "decision.removed")


def test_it_withholds_what_its_owner_may_see_no_more(borough: Borough, partner: Receiver) -> None:
    appointment = member(borough, "Rhea")
    hooked = listening(borough, partner, who="Rhea", types=["decision"])
    partner.says(Reply(500))
    draft(borough)
    delivered()
    end(borough, appointment)

    with time_machine.travel(MONDAY + timedelta(hours=1)):
        delivered()

    (one,) = deliveries(hooked)
    assert (len(partner.received), one.attempts) == (1, 1)
    assert (one.state, one.type) == ("withheld", "decision.removed")


def test_it_tells_nothing_by_virtue_of_examining(borough: Borough, partner: Receiver) -> None:
    """What an auditor reads they read in person, and it is accounted for."""
    hooked = listening(borough, partner, who="Rhea", types=["decision", "action"])
    borough.act(
        "Ada",
        people.appoint,
        actor_id=borough.actor_id("Rhea"),
        role="auditor",
        on_id=borough.partnership.id,
    )
    draft(borough)
    change(borough)

    delivered()

    # Who examines adds nothing to the record, and so acts for nobody.
    assert partner.received == []
    assert (hooked.now.state, hooked.now.disabled_because) == ("disabled", "owner_left")


def left(borough: Borough, partner: Receiver) -> Hooked:
    hooked = listening(borough, partner, who="Rhea", types=["action"])
    end(borough, representing(borough, "Rhea"))
    change(borough)
    return hooked


def test_it_is_disabled_when_its_owner_has_left(borough: Borough, partner: Receiver) -> None:
    hooked = left(borough, partner)

    delivered()

    entry = entry_of(hooked.endpoint.id)
    told = set(Told.objects.filter(entry=entry.id).values_list("actor", flat=True))
    assert partner.received == []
    assert (hooked.now.state, hooked.now.disabled_because) == ("disabled", "owner_left")
    assert {borough.actor_id("Rhea"), borough.actor_id("Ada")} <= told


def test_it_sends_nothing_due_when_its_owner_has_left(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, who="Rhea", types=["action"])
    partner.says(Reply(500))
    change(borough)
    delivered()
    end(borough, representing(borough, "Rhea"))

    with time_machine.travel(MONDAY + timedelta(hours=1)):
        delivered()

    assert len(partner.received) == 1
    assert hooked.now.disabled_because == "owner_left"


def test_it_pings_nothing_when_its_owner_has_left(borough: Borough, partner: Receiver) -> None:
    hooked = registered(borough, partner.url, "Rhea")
    PING.ask(borough, "Rhea", on=hooked.endpoint)
    end(borough, representing(borough, "Rhea"))

    assert delivered() == 0
    assert (partner.received, hooked.now.state) == ([], "pending")
    assert [one.state for one in deliveries(hooked)] == ["withheld"]


def test_it_ends_when_its_owner_is_erased(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, who="Rhea", types=["action"])
    profile = Profile.objects.get(id=borough.profiles["Rhea"].id)
    borough.act(
        "Ada",
        people.erase_person,
        profile_id=profile.id,
        version=profile.version,
        reason="They asked for it.",
    )
    change(borough)

    delivered()

    endpoint = hooked.now
    assert partner.received == []
    assert (endpoint.state, endpoint.url, endpoint.description) == ("removed", "", "")
    assert partner.url not in str(entry_of(endpoint.id).leaf)


def test_it_goes_where_its_owner_goes(borough: Borough, partner: Receiver) -> None:
    hooked = listening(borough, partner, types=["action"])
    torus = borough.act("Ada", people.add_organisation, name="Torus", kind="council")
    council = borough.as_("Ada").get(f"/organisations/{borough.council.id}")
    answer = borough.as_("Ada").post(
        f"/organisations/{borough.council.id}/merge",
        {"into": str(torus.id), "took_effect_on": "2027-01-04", "reason": "One council."},
        if_match=council.headers["ETag"],
    )
    partner.received.clear()

    delivered()
    change(borough, lead_id=torus.id)
    delivered()

    moved = [one for one in answer.json()["moved"] if one["kind"] == "webhook_endpoint"]
    assert moved == [{"kind": "webhook_endpoint", "organisation": str(torus.id), "count": 1}]
    assert (hooked.now.organisation_id, hooked.now.state) == (torus.id, "active")
    assert len(partner.received) == 1


HIDDEN = Change(
    index=7,
    verb="decision.drafted",
    subject_type="decision",
    audience="forum:1",
    was="partnership",
    told=frozenset(),
    cursor="x",
    shown='"change":{"type":"decision.drafted"}}',
    removed='"change":{"type":"decision.removed"}}',
)


@pytest.mark.parametrize(
    ("names", "type_told"),
    [
        ({"partnership", "forum:1"}, "decision.drafted"),
        ({"partnership"}, "decision.removed"),
        ({"forum:2"}, None),
    ],
)
def test_it_tells_what_left_its_owner_s_sight_without_a_reason(
    names: set[str], type_told: str | None
) -> None:
    told = told_of(HIDDEN, Audiences(frozenset(names)))

    assert (told["type"] if told else None) == type_told
