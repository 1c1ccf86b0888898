from backend.audit.models import Entry
from backend.people.models import StreamTicket
from tests.borough import BASE, Borough
from tests.people.browser import Browser, signed_in
from tests.people.questions import assert_refused


def test_it_ends_the_session(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")
    stolen = browser.client.cookies["sessionid"].value

    answer = browser.post("/session/end")

    assert (answer.status_code, answer.content) == (204, b"")
    thief = Browser()
    thief.client.cookies["sessionid"] = stolen
    assert_refused(thief.get("/me"), 401, "not_authenticated")


def test_it_ends_this_session_alone(knowsley: Borough) -> None:
    laptop, phone = signed_in(knowsley, "Priya"), Browser()
    phone.sign_in("priya@knowsley.test", knowsley.partnership.slug)

    laptop.post("/session/end")

    assert phone.get("/me").status_code == 200


def test_it_ends_the_tickets_of_the_session(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")
    browser.post("/stream-tickets")

    browser.post("/session/end")

    assert not StreamTicket.objects.filter(ended_at=None).exists()


def test_it_leaves_no_entry(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")
    before = Entry.objects.count()

    browser.post("/session/end")

    assert Entry.objects.count() == before


def test_it_asks_for_the_csrf_token(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")

    answer = browser.post("/session/end", **{"X-CSRFToken": ""})

    assert_refused(answer, 403, "csrf_failed")
    assert browser.get("/me").status_code == 200


def test_it_needs_someone_signed_in(knowsley: Borough) -> None:
    assert_refused(Browser().post("/session/end"), 401, "not_authenticated")


def test_it_refuses_to_end_twice(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")
    browser.post("/session/end")

    assert_refused(browser.post("/session/end"), 401, "not_authenticated")


def test_it_ends_no_session_by_a_token(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Priya")
    header = {"Authorization": f"Bearer {knowsley.token('Pat')}"}

    answer = browser.client.post(
        f"{BASE}/session/end", content_type="application/json", headers=header
    )

    assert answer.status_code == 204
    assert browser.get("/me").json()["name"] == "Priya"
