"""A change says by which ids sources know what it is of, as far as its reader may see."""

from typing import Any, Final
from uuid import UUID

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people.models import AccessRecord
from backend.sync import operations
from backend.sync.models import Reference, Source
from tests.borough import Borough, proposed_action
from tests.sync.feed import Told, add_organisations, here, latest, members_only, page, restrict
from tests.sync.sending import (
    TRACKER,
    YOUTH,
    named,
    renamed_here,
    send_all,
    sent,
    the_action,
    whole,
)

YOUTH_AT_TRACKER: Final = {"source": TRACKER, "external_id": YOUTH}
YOUTH_AT_MIRROR: Final = {"source": "mirror", "external_id": "99/12 b"}


def refs_of(change: Told) -> list[dict[str, str]]:
    found: list[dict[str, str]] = change["resource"]["refs"]
    return found


def known_to_mirror(borough: Borough, audience: str = "partnership") -> Reference:
    """The action that the tracker knows, in the housing group's own system."""
    source: Source = borough.act(
        "Ada",
        operations.add_source,
        slug="mirror",
        name="Housing mirror",
        organisation_id=borough.housing.id,
        system_id=borough.profiles["Mirror"].id,
        ordered_by="sequence",
    )
    reference = Reference(
        partnership_id=borough.partnership.id,
        audience=audience,
        source=source,
        external_id=YOUTH_AT_MIRROR["external_id"],
        action=the_action(),
        synced_at=now(),
    )
    with unit_of_work(by=borough.who("Mirror"), at=now()) as unit:
        unit.record("reference.added", reference)
    return reference


def hidden(borough: Borough, reference_id: UUID) -> None:
    reference = Reference.objects.get(id=reference_id)
    reference.audience = members_only(borough)
    with unit_of_work(by=borough.who("Tracker"), at=now()) as unit:
        unit.record("reference.synced", reference)


def test_it_names_an_action_as_its_source_does(borough: Borough) -> None:
    place = latest(borough, "Tracker")
    sent(borough)
    renamed_here(borough)

    changes = page(borough, "Tracker", place)["results"]

    assert [one["type"] for one in changes] == [
        "action.proposed",
        "reference.added",
        "action.revised",
    ]
    assert [refs_of(one) for one in changes] == [[YOUTH_AT_TRACKER]] * 3


def test_it_names_it_as_every_source_does(borough: Borough) -> None:
    sent(borough)
    known_to_mirror(borough)
    place = latest(borough, "Pat")
    renamed_here(borough)

    [change] = page(borough, "Pat", place)["results"]

    assert refs_of(change) == [YOUTH_AT_MIRROR, YOUTH_AT_TRACKER]


def test_it_names_a_reference_by_its_own_source_alone(borough: Borough) -> None:
    sent(borough)
    place = latest(borough, "Pat")
    reference = known_to_mirror(borough)

    changes = page(borough, "Pat", place, types="reference")["results"]

    assert [one["resource"]["id"] for one in changes] == [str(reference.id)]
    assert [refs_of(one) for one in changes] == [[YOUTH_AT_MIRROR]]


def test_it_names_nothing_that_no_source_knows(borough: Borough) -> None:
    sent(borough)
    place = latest(borough, "Pat")
    proposed_action(borough)
    add_organisations(borough, "Huyton Friends")

    changes = page(borough, "Pat", place)["results"]

    assert [refs_of(one) for one in changes] == [[], []]


def test_it_names_none_that_the_reader_may_not_see(borough: Borough) -> None:
    sent(borough)
    known_to_mirror(borough, audience=members_only(borough))
    place = here(borough)
    renamed_here(borough)

    [of_pat] = page(borough, "Pat", place)["results"]
    [of_tom] = page(borough, "Tom", place)["results"]

    assert refs_of(of_pat) == [YOUTH_AT_TRACKER]
    assert refs_of(of_tom) == [YOUTH_AT_MIRROR, YOUTH_AT_TRACKER]


def test_it_names_none_of_an_action_that_left_sight(borough: Borough) -> None:
    sent(borough)
    place = here(borough)
    renamed_here(borough)
    restrict(borough, the_action().id, members_only(borough))

    before, gone = page(borough, "Pat", place)["results"]
    changes = page(borough, "Tom", place)["results"]

    assert (before["op"], gone["op"]) == ("upsert", "removed")
    assert (refs_of(before), refs_of(gone)) == ([], [])
    assert [refs_of(one) for one in changes] == [[YOUTH_AT_TRACKER]] * 2


def test_it_names_none_of_a_reference_that_left_sight(borough: Borough) -> None:
    sent(borough)
    place = here(borough)
    hidden(borough, Reference.objects.get().id)

    [gone] = page(borough, "Pat", place)["results"]

    assert (gone["op"], refs_of(gone)) == ("removed", [])


def test_it_keeps_account_of_what_an_auditor_reads(borough: Borough) -> None:
    sent(borough)
    reference = known_to_mirror(borough, audience=members_only(borough))
    place = here(borough)
    renamed_here(borough)

    [change] = page(borough, "Audrey", place)["results"]

    kept = AccessRecord.objects.filter(actor_id=borough.actor_id("Audrey"))
    assert refs_of(change) == [YOUTH_AT_MIRROR, YOUTH_AT_TRACKER]
    assert [(one.subject_type, one.subject_id) for one in kept] == [("reference", reference.id)]


# Who asks and how they stand afterwards, 7; the size of the log, its entries, what was before them
# and the names of free text; by which ids sources know them.
STATEMENTS: Final = 11


def test_it_asks_as_often_for_many_as_for_one(
    borough: Borough, django_assert_num_queries: Any
) -> None:
    place = latest(borough, "Pat")
    for start in (0, 25):
        items = [named(f"YTH-{start + one}", whole(borough)) for one in range(25)]
        assert send_all(borough, *items).status == 200

    with django_assert_num_queries(STATEMENTS):
        page(borough, "Pat", place, limit=1)
    with django_assert_num_queries(STATEMENTS):
        changes = page(borough, "Pat", place, limit=50)["results"]
    assert len(changes) == 50
    assert {len(refs_of(one)) for one in changes} == {1}
