from typing import Any  # bodies are JSON
from uuid import UUID

from backend.people.models import Actor, Profile
from tests.borough import Borough
from tests.people.browser import Browser, with_password
from tests.people.questions import (
    NOWHERE,
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)


def add(borough: Borough, by: str, **changed: Any) -> Any:
    sam = {"kind": "person", "name": "Sam", "email": "Sam@Outside.test"}
    return borough.as_(by).post("/people", {**sam, **changed})


def test_it_adds_a_person(knowsley: Borough) -> None:
    answer = add(knowsley, "Ada", organisation=str(knowsley.housing.id))

    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["kind"]) == ("Sam", "person")
    assert made["organisation"] == str(knowsley.housing.id)
    assert knowsley.as_("Pat").get(f"/people/{made['id']}").json() == made


def test_it_is_recorded_without_the_name_or_address_in_the_leaf(knowsley: Borough) -> None:
    made = add(knowsley, "Ada").json()

    entry = entry_of(made["id"])
    after = remembered(made["id"])
    assert (entry.verb, after["name"], after["email"]) == (
        "profile.added",
        "Sam",
        "sam@outside.test",
    )
    # Within its quotes: hashes are text too, and any three letters may stand in one.
    assert b'"sam"' not in bytes(entry.leaf).lower()
    assert b"outside.test" not in bytes(entry.leaf)


def test_it_shows_nobody_the_address(knowsley: Borough) -> None:
    made = add(knowsley, "Ada").json()

    assert "outside.test" not in str(made)
    assert b"outside.test" not in knowsley.as_("Priya").get("/people").content


def test_it_adds_a_partner_system_that_cannot_sign_in(knowsley: Borough) -> None:
    answer = add(knowsley, "Ada", kind="system", name="Case tracker", email="tracker@outside.test")

    actor = Actor.objects.get(id=answer.json()["actor"])
    assert answer.status_code == 201
    assert not actor.has_usable_password()
    assert actor.sign_in.startswith("system:")


def test_it_gives_a_new_person_no_password(knowsley: Borough) -> None:
    made = add(knowsley, "Ada").json()

    assert not Actor.objects.get(id=made["actor"]).has_usable_password()


def test_it_lets_a_person_of_two_partnerships_keep_their_credentials(
    knowsley: Borough, sefton: Borough
) -> None:
    priya = with_password(knowsley, "Priya")

    made = add(sefton, "Olga", name="Mrs Priya", email="PRIYA@knowsley.test").json()

    assert made["actor"] == str(priya.id)
    for borough in (knowsley, sefton):
        assert Browser().sign_in(priya.sign_in, borough.partnership.slug).status_code == 200


def test_it_tells_neither_partnership_of_the_other(knowsley: Borough, sefton: Borough) -> None:
    add(sefton, "Olga", name="Mrs Priya", email="priya@knowsley.test")

    names = {one["name"] for one in knowsley.as_("Ada").get("/people?limit=200").json()["results"]}
    assert "Mrs Priya" not in names
    assert knowsley.as_("Priya").get("/me").json()["name"] == "Priya"


def test_it_answers_alike_whether_another_partnership_knows_them(
    knowsley: Borough, sefton: Borough
) -> None:
    known = add(sefton, "Olga", email="priya@knowsley.test")
    unknown = add(sefton, "Olga", email="nobody@knowsley.test")

    assert known.status_code == unknown.status_code == 201
    assert known.json().keys() == unknown.json().keys()
    # A version 7 id tells when it was made: before this request, by another partnership.
    assert [UUID(one.json()["actor"]).version for one in (known, unknown)] == [4, 4]


def test_it_gives_them_nothing_of_the_other_partnership(knowsley: Borough, sefton: Borough) -> None:
    made = add(sefton, "Olga", email="ada@knowsley.test").json()
    sefton.profiles["Ada"] = Profile.objects.select_related("actor").get(id=made["id"])

    me = sefton.as_("Ada").get("/me").json()

    assert (me["roles"], me["partnership"]["slug"]) == ([], "sefton-together")


def test_it_refuses_someone_already_known_here(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Ada", email="PRIYA@knowsley.test")

    assert_refused(answer, 409, "already_known")


def test_it_asks_for_the_address_of_a_person(knowsley: Borough) -> None:
    with no_trace():
        answer = knowsley.as_("Ada").post("/people", {"kind": "person", "name": "Sam"})

    assert_wrong(answer, "#/email", "required")


def test_it_is_the_administrators_to_do(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Rhea")

    assert_refused(answer, 403, "permission_denied")


def test_it_knows_no_organisation_nobody_has(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Ada", organisation=str(NOWHERE))

    assert_wrong(answer, "#/organisation", "unknown_reference")


def test_it_hides_an_organisation_of_another_partnership(
    knowsley: Borough, sefton: Borough
) -> None:
    with no_trace():
        answer = add(knowsley, "Ada", organisation=str(sefton.council.id))

    assert_wrong(answer, "#/organisation", "unknown_reference")
