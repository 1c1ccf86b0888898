from datetime import timedelta

from backend.audit.models import Entry
from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.models import Profile, StreamTicket
from backend.people.operations import use_stream_ticket
from backend.people.operations.credentials import digest_of
from tests.borough import Borough, Caller
from tests.people.browser import signed_in
from tests.people.questions import assert_refused, no_trace


def use(borough: Borough, secret: str, later: timedelta = timedelta()) -> Profile | None:
    with unit_of_work(by=borough.who("Pat"), at=now() + later) as unit:
        ticket = use_stream_ticket(unit, secret=secret)
        return None if ticket is None else ticket.profile


def ticket_of(borough: Borough, name: str) -> str:
    answer = borough.as_(name).post("/stream-tickets")
    assert answer.status_code == 200
    ticket: str = answer.json()["ticket"]
    return ticket


def test_it_issues_a_ticket_and_keeps_only_its_digest(knowsley: Borough) -> None:
    before = Entry.objects.count()

    secret = ticket_of(knowsley, "Pat")

    kept = StreamTicket.objects.get(profile=knowsley.profiles["Pat"])
    assert (kept.digest, kept.used_at) == (digest_of(secret), None)
    assert secret not in str(StreamTicket.objects.values())
    assert Entry.objects.count() == before


def test_it_opens_once(knowsley: Borough) -> None:
    secret = ticket_of(knowsley, "Pat")

    first, second = use(knowsley, secret), use(knowsley, secret)

    assert (first, second) == (knowsley.profiles["Pat"], None)


def test_it_opens_for_thirty_seconds(knowsley: Borough) -> None:
    secret = ticket_of(knowsley, "Pat")

    assert use(knowsley, secret, timedelta(seconds=31)) is None


def test_it_opens_nothing_over_http(knowsley: Borough) -> None:
    secret = ticket_of(knowsley, "Pat")

    assert_refused(Caller(secret).get("/me"), 401, "authentication_failed")
    assert_refused(Caller(f"acc_{secret}").get("/me"), 401, "authentication_failed")


def test_it_is_issued_to_a_session(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Pat")

    assert browser.post("/stream-tickets").status_code == 200


def test_it_needs_the_scope(knowsley: Borough) -> None:
    narrow = Caller(knowsley.token("Pat", frozenset({"people:read"})))

    with no_trace():
        answer = narrow.post("/stream-tickets")

    assert_refused(answer, 403, "insufficient_scope")


def test_it_takes_no_body(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")

    with no_trace():
        answer = pat.post("/stream-tickets", {"profile": str(knowsley.profiles["Ada"].id)})

    assert_refused(answer, 400, "validation_error")
