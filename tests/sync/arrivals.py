"""What an endpoint is owed of the log, and whether its partner has it: all, once, in order."""

from threading import Event
from uuid import UUID

from backend.audit.models import Entry
from backend.sync.models import Delivery, DeliveryState
from tests.sync.hooking import Hooked
from tests.sync.receiver import Receiver


def to_tell(hooked: Hooked) -> dict[str, int]:
    """Every change from its own registration on, by the id of its entry."""
    rows = Entry.objects.filter(
        log=hooked.endpoint.partnership_id, index__gte=hooked.endpoint.outbox.position
    )
    return {str(one): index for one, index in rows.values_list("id", "index")}


def wait_until_told(hooked: Hooked) -> None:
    for _ in range(1200):
        waiting = Delivery.objects.waiting().filter(endpoint=hooked.endpoint).count()
        if not waiting and hooked.now.outbox.position > max(to_tell(hooked).values()):
            return
        Event().wait(0.05)
    raise AssertionError("It was not told in time.")


def assert_all_told(hooked: Hooked, partner: Receiver) -> None:
    # Pairs, so that one id under two indices is not taken for one event.
    told = {(one.id, one.index) for one in partner.received}
    assert told == set(to_tell(hooked).items())
    rows = Delivery.objects.filter(endpoint=hooked.endpoint)
    assert set(rows.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


def assert_in_order(partner: Receiver, subject_id: UUID) -> None:
    """First arrivals; what comes twice has the id of what came before."""
    first = list(dict.fromkeys(one.index for one in partner.of(subject_id)))
    assert first == sorted(first)
