"""Who is shown what of the history."""

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.people import operations as people
from backend.people.models import AccessRecord, Profile
from tests import borough as made
from tests.audit.chronicle import changes, given, hows, of, told
from tests.borough import (
    Borough,
    Caller,
    tag,
)
from tests.people.questions import assert_refused


def test_it_needs_the_scope(borough: Borough) -> None:
    without = Caller(borough.token("Pat", frozenset({"actions:read"})))

    assert_refused(without.get("/history"), 403, "insufficient_scope")


def test_it_is_of_ones_own_partnership(borough: Borough) -> None:
    sefton = made.next_door()

    found = {one["id"] for one in told(sefton, "Olga", limit=200)}
    own = {one["id"] for one in told(borough, limit=200)}

    assert found
    assert own
    assert found.isdisjoint(own)
    assert told(sefton, "Olga", subject=borough.plan.id) == []


def test_it_shows_addresses_to_auditors_alone(borough: Borough) -> None:
    rhea = borough.profiles["Rhea"]

    [to_pat] = of(borough, rhea)
    [to_audrey] = of(borough, rhea, "Audrey")

    assert changes(to_pat)["name"] == (None, "Rhea")
    assert (changes(to_pat)["email"], hows(to_pat)["email"][1]) == ((None, None), "withheld")
    assert changes(to_audrey)["email"] == (None, "rhea@knowsley.test")


def test_it_says_what_was_erased(borough: Borough) -> None:
    rhea = borough.profiles["Rhea"]
    appointed = told(borough, subject_type="appointment", actor=borough.who("Ada").id)

    body = {"reason": "She asked for it."}
    borough.as_("Ada").post(f"/people/{rhea.id}/erase", body, if_match=tag(1))

    added, erased = of(borough, rhea, "Audrey")
    assert appointed == []
    assert (changes(added)["name"], hows(added)["name"]) == ((None, None), ("absent", "erased"))
    assert (changes(added)["email"], hows(added)["email"]) == ((None, None), ("absent", "erased"))
    assert changes(erased)["name"] == (None, "Erased person")
    assert hows(erased)["name"] == ("erased", "shown")
    assert given(erased) == {"reason": "She asked for it."}


def test_it_keeps_account_of_what_an_auditor_reads_of_the_restricted(borough: Borough) -> None:
    readings = AccessRecord.objects.filter(actor_id=borough.actor_id("Audrey"), kind="object")
    hidden = for_auditors(borough)

    told(borough, "Audrey", subject_type="organisation")
    before = readings.count()
    told(borough, "Audrey", subject=hidden.id)
    told(borough, "Audrey", subject=hidden.id)

    assert before == 0
    kept = readings.values_list("subject_type", "subject_id")
    assert list(kept) == [("profile", hidden.id)]


def for_auditors(borough: Borough) -> Profile:
    """A row nobody else finds."""
    with unit_of_work(by=borough.who("Ada"), at=now()) as unit:
        profile = Profile(
            partnership=borough.partnership,
            actor=people.enrol_actor(unit, kind="system", sign_in="system:hidden"),
            name="Hidden",
            audience="auditors",
        )
        people.add_profile(unit, profile=profile)
    assert told(borough, subject=profile.id) == []
    return profile
