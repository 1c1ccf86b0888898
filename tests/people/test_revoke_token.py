from typing import Any  # bodies are JSON
from uuid import UUID

from backend.audit.models import Entry
from backend.people.models import Token
from tests.borough import Borough, Caller
from tests.people.questions import NOWHERE, assert_refused, assert_same_refusal, no_trace


def newest_of(borough: Borough, name: str) -> Token:
    return Token.objects.filter(profile=borough.profiles[name]).latest("id")


def revoke(caller: Caller, token_id: UUID) -> Any:
    return caller.post(f"/tokens/{token_id}/revoke")


def test_it_revokes_ones_own_at_once(knowsley: Borough) -> None:
    leaked = Caller(knowsley.token("Pat"))
    token = newest_of(knowsley, "Pat")

    answer = revoke(knowsley.as_("Pat"), token.id)

    assert (answer.status_code, answer.json()["revoked_at"] is None) == (200, False)
    assert_refused(leaked.get("/me"), 401, "authentication_failed")
    assert knowsley.as_("Pat").get("/me").status_code == 200


def test_it_lets_a_token_revoke_itself(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")

    answer = revoke(pat, newest_of(knowsley, "Pat").id)

    assert answer.status_code == 200
    assert_refused(pat.get("/me"), 401, "authentication_failed")


def test_it_lets_the_administrator_revoke_anyones(knowsley: Borough) -> None:
    pat, ada = knowsley.as_("Pat"), knowsley.as_("Ada")

    answer = revoke(ada, newest_of(knowsley, "Pat").id)

    assert answer.status_code == 200
    assert pat.get("/me").status_code == 401


def test_it_belongs_to_the_deployment_and_not_to_the_log(knowsley: Borough) -> None:
    pat = knowsley.as_("Pat")
    before = Entry.objects.count()

    revoke(pat, newest_of(knowsley, "Pat").id)

    assert Entry.objects.count() == before


def test_it_forbids_to_revoke_someone_elses(knowsley: Borough) -> None:
    knowsley.as_("Ada")
    token = newest_of(knowsley, "Ada")

    answer = revoke(knowsley.as_("Priya"), token.id)

    token.refresh_from_db()
    assert_refused(answer, 403, "permission_denied")
    assert token.revoked_at is None


def test_it_hides_a_token_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    olga, ada = sefton.as_("Olga"), knowsley.as_("Ada")

    hidden = revoke(ada, newest_of(sefton, "Olga").id)

    assert_refused(hidden, 404, "not_found")
    assert_same_refusal(hidden, revoke(ada, NOWHERE))
    assert olga.get("/me").status_code == 200


def test_it_refuses_to_revoke_twice(knowsley: Borough) -> None:
    knowsley.token("Pat")
    token = newest_of(knowsley, "Pat")
    revoke(knowsley.as_("Pat"), token.id)

    with no_trace():
        answer = revoke(knowsley.as_("Pat"), token.id)

    assert_refused(answer, 409, "token_revoked")
