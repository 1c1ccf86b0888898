"""What is shown once is kept nowhere, so it is not answered again; and nothing is done again."""

from backend.people.models import KeptAnswer, Profile, StreamTicket, Token
from tests.borough import Borough, tag
from tests.people.browser import Browser, signed_in, with_password
from tests.people.questions import assert_refused, no_trace
from tests.people.routes import UNSAFE
from tests.people.sending import SECRETS, WITHOUT_A_KEY, added, is_replayed
from tests.people.test_issue_token import in_days
from tests.people.whole import tables_naming


def test_it_takes_a_key_wherever_something_is_made_or_moved() -> None:
    posts = [one.view for one in UNSAFE if one.method == "POST"]

    without = {one.operation_id for one in posts if not one.is_keyed()}  # type: ignore[attr-defined]  # they are all writes

    assert without == WITHOUT_A_KEY
    assert len(posts) > 100


def test_it_shows_a_secret_once_wherever_there_is_one() -> None:
    shown = {one.view.operation_id for one in UNSAFE if getattr(one.view, "shown_once", False)}

    assert shown == SECRETS | {"sign_in", "join_cohort", "leave_cohort"}


def test_it_issues_one_token_and_shows_it_once(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")
    body = {"name": "Excel", "scopes": ["people:read"], "expires_at": in_days(30)}

    first = pat.post("/tokens", body, idempotency_key="one")
    with no_trace():
        again = pat.post("/tokens", body, idempotency_key="one")
        other = pat.post("/tokens", {**body, "name": "Word"}, idempotency_key="one")

    assert first.status_code == 201
    assert_refused(again, 409, "answer_not_kept")
    assert_refused(other, 422, "idempotency_key_reused")
    assert Token.objects.filter(name="Excel").count() == 1
    assert tables_naming(first.json()["token"]) == set()


def test_it_issues_one_ticket(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")

    first, again = (pat.post("/stream-tickets", idempotency_key="one") for _ in range(2))

    assert (first.status_code, StreamTicket.objects.count()) == (200, 1)
    assert_refused(again, 409, "answer_not_kept")
    assert tables_naming(first.json()["ticket"]) == set()


def test_it_lets_nobody_in_by_a_key(knowsley: Borough) -> None:
    """Nor does anything of the password stay."""
    actor = with_password(knowsley, "Pat")
    slug = knowsley.partnership.slug
    right = {"email": actor.sign_in, "password": "seven maids with seven mops", "partnership": slug}
    headers = {"Idempotency-Key": "one"}

    first = Browser().post("/session", right, **headers)
    wrong = Browser().post("/session", {**right, "password": "guessed"}, **headers)

    assert (first.status_code, wrong.status_code) == (200, 401)
    assert KeptAnswer.objects.count() == 0


def test_it_ends_a_session_whatever_the_key(knowsley: Borough) -> None:
    headers = {"Idempotency-Key": "one"}
    signed_in(knowsley, "Pat").post("/session/end", **headers)
    browser = signed_in(knowsley, "Pat")

    ended, again = browser.post("/session/end", **headers), browser.get("/me")

    assert (ended.status_code, again.status_code) == (204, 401)
    assert KeptAnswer.objects.count() == 0


def test_it_asks_a_session_for_its_csrf_token_again(knowsley: Borough) -> None:
    browser = signed_in(knowsley, "Ada")
    body = {"name": "Huyton Friends", "kind": "other"}
    browser.post("/organisations", body, **{"Idempotency-Key": "one"})

    forged = browser.post(
        "/organisations", body, **{"Idempotency-Key": "one", "X-CSRFToken": "guessed"}
    )
    again = browser.post("/organisations", body, **{"Idempotency-Key": "one"})

    assert_refused(forged, 403, "csrf_failed")
    assert (again.status_code, is_replayed(again)) == (201, True)


def newcomer(borough: Borough) -> Profile:
    body = {"kind": "person", "name": "Philippa Quillfeather", "email": "pquill@knowsley.test"}
    made = borough.as_("Ada").post("/people", body, idempotency_key="one")
    return Profile.objects.get(id=made.json()["id"])


def erased(borough: Borough, profile: Profile) -> None:
    answer = borough.as_("Ada").post(
        f"/people/{profile.id}/erase", {"reason": "She asked."}, if_match=tag(1)
    )
    assert answer.status_code == 200


def test_it_forgets_who_was_erased(knowsley: Borough, sefton: Borough) -> None:
    profile = newcomer(knowsley)
    there = added(sefton.as_("Olga"), "one")
    before = tables_naming("Quillfeather")

    erased(knowsley, profile)

    assert "people_keptanswer.body" in before
    assert tables_naming("Quillfeather") == set()
    assert is_replayed(added(sefton.as_("Olga"), "one"))
    assert there.status_code == 201


def test_it_does_nothing_again_that_it_no_longer_tells_of(knowsley: Borough) -> None:
    profile = newcomer(knowsley)
    erased(knowsley, profile)
    people = Profile.objects.count()

    body = {"kind": "person", "name": "Philippa Quillfeather", "email": "pquill@knowsley.test"}
    again = knowsley.as_("Ada").post("/people", body, idempotency_key="one")

    assert_refused(again, 409, "answer_not_kept")
    assert Profile.objects.count() == people
    assert KeptAnswer.objects.filter(body=None).count() == 1
