import pytest

from backend.sync import operations
from backend.sync.models import Delivery
from tests.actions.questions import FORBIDDEN, HIDDEN, WRONG_STATE, Asked, request
from tests.borough import Borough
from tests.people.questions import NOWHERE
from tests.sync.hooking import Hooked, change, delivered, deliveries, listening, moved
from tests.sync.receiver import Receiver, Reply


@pytest.fixture
def told(borough: Borough, partner: Receiver) -> Hooked:
    hooked = listening(borough, partner, types=["action"])
    change(borough)
    delivered()
    return hooked


def redeliver(borough: Borough, one: Delivery, who: str = "Tracker") -> Asked:
    return request(borough, who, "post", f"/webhook-deliveries/{one.id}/redeliver", {})


def test_it_delivers_again_under_the_same_id_and_is_recorded(
    borough: Borough, partner: Receiver, told: Hooked
) -> None:
    (one,) = deliveries(told)

    asked = redeliver(borough, one)
    delivered()

    assert (asked.status, asked.body["state"], asked.body["attempts"]) == (200, "waiting", 0)
    (written,) = asked.written
    assert (written.verb, written.by) == ("webhook_endpoint.event_redelivered", "Tracker")
    assert written.given == {"event": str(one.event)}
    assert partner.ids == [str(one.event)] * 2
    assert Delivery.objects.get(id=one.id).state == "delivered"


def test_it_brings_back_what_was_given_up(
    borough: Borough, partner: Receiver, told: Hooked
) -> None:
    Delivery.objects.filter(endpoint=told.endpoint).update(state="dead", attempts=10)
    (one,) = deliveries(told)
    partner.says(Reply(500))

    redeliver(borough, one)
    delivered()

    (again,) = deliveries(told)
    assert (again.state, again.attempts) == ("waiting", 1)


def test_it_delivers_nothing_to_what_is_removed(borough: Borough, told: Hooked) -> None:
    (one,) = deliveries(told)
    moved(borough, told, operations.remove_webhook_endpoint)

    assert redeliver(borough, one).refusal == WRONG_STATE


def test_it_hides_what_you_cannot_see(borough: Borough, told: Hooked) -> None:
    (one,) = deliveries(told)

    assert redeliver(borough, one, "Olga").refusal == HIDDEN
    assert redeliver(borough, Delivery(id=NOWHERE)).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Pat", "Ada", "Rhea", "Mirror", "Audrey"])
def test_it_is_its_owner_s_alone(borough: Borough, told: Hooked, who: str) -> None:
    (one,) = deliveries(told)

    assert redeliver(borough, one, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_of_what_it_cannot_read(borough: Borough, told: Hooked) -> None:
    (one,) = deliveries(told)
    path = f"/webhook-deliveries/{one.id}/redeliver"

    asked = request(borough, "Tracker", "post", path, {"at": "once"})

    assert (asked.status, asked.pointers, asked.trace) == (400, ["#/at"], 0)
