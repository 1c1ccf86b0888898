from typing import Any  # bodies are JSON

from backend.people.models import Organisation
from tests.borough import Borough
from tests.people.questions import (
    assert_refused,
    assert_wrong,
    entry_of,
    no_trace,
    remembered,
)

FRIENDS: dict[str, Any] = {
    "name": "Huyton Friends",
    "kind": "community_group",
    "identifiers": [{"scheme": "GB-COH", "id": "09506232"}, {"scheme": "GB-CHC", "id": "1089464"}],
    "reference": "huyton-friends",
    "source": "Strategy, section 4",
}


def add(borough: Borough, by: str, **changed: Any) -> Any:
    return borough.as_(by).post("/organisations", {**FRIENDS, **changed})


def test_it_adds_an_organisation(knowsley: Borough) -> None:
    answer = add(knowsley, "Ada")

    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["version"], made["reference"]) == (
        "Huyton Friends",
        1,
        "huyton-friends",
    )
    assert [one["scheme"] for one in made["identifiers"]] == ["GB-CHC", "GB-COH"]


def test_it_says_where_the_organisation_is_found(knowsley: Borough) -> None:
    answer = add(knowsley, "Ada")

    found = knowsley.as_("Pat").get(f"/organisations/{answer.json()['id']}")
    assert answer.headers["Location"].endswith(f"/api/v1/organisations/{answer.json()['id']}")
    assert (found.json(), found.headers["ETag"]) == (answer.json(), answer.headers["ETag"])


def test_it_is_recorded(knowsley: Borough) -> None:
    made = add(knowsley, "Ada").json()

    entry = entry_of(made["id"])
    after = remembered(made["id"])
    assert (entry.verb, entry.actor) == ("organisation.added", knowsley.actor_id("Ada"))
    assert (after["name"], after["source"]) == ("Huyton Friends", "Strategy, section 4")
    assert after["identifiers"] == made["identifiers"]


def test_it_keeps_the_name_out_of_the_leaf(knowsley: Borough) -> None:
    made = add(knowsley, "Ada").json()

    assert b"Huyton" not in bytes(entry_of(made["id"]).leaf)


def test_it_is_the_administrators_to_do(knowsley: Borough) -> None:
    with no_trace():
        answer = add(knowsley, "Priya")

    assert "administrator" in assert_refused(answer, 403, "permission_denied")["detail"]


def test_it_forbids_before_it_reads_the_body(knowsley: Borough) -> None:
    answer = add(knowsley, "Pat", kind="nonsense")

    assert_refused(answer, 403, "permission_denied")


def test_it_refuses_a_reference_twice(knowsley: Borough) -> None:
    add(knowsley, "Ada")

    with no_trace():
        answer = add(knowsley, "Ada", name="Others")

    assert_refused(answer, 409, "reference_taken")


def test_it_knows_no_reference_of_another_partnership(knowsley: Borough, sefton: Borough) -> None:
    add(knowsley, "Ada")

    answer = add(sefton, "Olga")

    assert answer.status_code == 201
    made = Organisation.objects.get(id=answer.json()["id"])
    assert made.partnership_id == sefton.partnership.id


def test_it_takes_several_without_a_reference(knowsley: Borough) -> None:
    bare = {"name": "Huyton Friends", "kind": "other"}

    statuses = [knowsley.as_("Ada").post("/organisations", bare).status_code for _ in range(2)]

    assert statuses == [201, 201]


def test_it_refuses_two_identifiers_of_one_scheme(knowsley: Borough) -> None:
    twice = [{"scheme": "GB-COH", "id": "09506232"}, {"scheme": "GB-COH", "id": "1089464"}]

    with no_trace():
        answer = add(knowsley, "Ada", identifiers=twice)

    assert_wrong(answer, "#/identifiers/1/scheme", "invalid")
