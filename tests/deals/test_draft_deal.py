from backend.deals.models import Deal, Party
from backend.people.models import Appointment
from backend.people.operations import appoint
from tests.actions.questions import FORBIDDEN, MALFORMED, Asked, Written, request
from tests.borough import Borough
from tests.deals.deeds import DRAFT


def draft(borough: Borough, who: str = "Rhea", **given: object) -> Asked:
    return request(borough, who, "post", "/deals", {**DRAFT, **given})


def test_it_drafts_and_is_recorded(borough: Borough) -> None:
    asked = draft(borough)

    assert (asked.status, asked.body["state"], asked.body["current_number"]) == (201, "draft", 0)
    assert asked.headers["Location"].endswith(f"/api/v1/deals/{asked.body['id']}")
    assert asked.written == (
        Written("deal.drafted", 1, "Rhea"),
        Written("appointment.made", 1, "Rhea", told=("Rhea",)),
        Written("party.added", 1, "Rhea"),
    )


def test_it_makes_the_drafter_facilitator_and_their_organisation_a_party(borough: Borough) -> None:
    deal_id = draft(borough).body["id"]

    facilitates = Appointment.objects.get(on_id=deal_id)
    seat = Party.objects.get(deal_id=deal_id)
    assert (facilitates.role, facilitates.actor_id) == ("facilitator", borough.actor_id("Rhea"))
    assert (seat.organisation_id, seat.kind) == (borough.council.id, "council")


def test_it_is_seen_by_its_party_alone(borough: Borough) -> None:
    path = f"/deals/{draft(borough).body['id']}"

    assert borough.as_("Tracker").get(path).status_code == 200
    assert borough.as_("Rob").get(path).status_code == 404


def test_it_lets_another_facilitate(borough: Borough) -> None:
    asked = draft(borough, facilitator=str(borough.actor_id("Pat")))

    facilitates = Appointment.objects.get(on_id=asked.body["id"])
    assert facilitates.actor_id == borough.actor_id("Pat")


def test_it_asks_an_administrator_who_facilitates(borough: Borough) -> None:
    asked = draft(borough, "Ada")

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/facilitator"]


def test_it_lets_an_administrator_draft_for_nobody(borough: Borough) -> None:
    asked = draft(borough, "Ada", facilitator=str(borough.actor_id("Rhea")))

    assert asked.status == 201
    assert not Party.objects.filter(deal_id=asked.body["id"]).exists()


def test_it_asks_for_which_of_several_organisations(borough: Borough) -> None:
    rhea = borough.actor_id("Rhea")
    borough.act("Ada", appoint, actor_id=rhea, role="representative", on_id=borough.housing.id)

    unsaid = draft(borough)
    said = draft(borough, organisation=str(borough.housing.id))

    assert (unsaid.refusal, unsaid.pointers) == (MALFORMED, ["#/organisation"])
    assert Party.objects.get(deal_id=said.body["id"]).organisation_id == borough.housing.id


def test_it_names_every_place_where_the_body_is_wrong(borough: Borough) -> None:
    asked = draft(borough, goal="", notice_days=400, starts_on="soon", secret=True)

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/goal", "#/notice_days", "#/secret", "#/starts_on"]


def test_it_ends_after_it_starts(borough: Borough) -> None:
    asked = draft(borough, ends_on="2026-11-30")

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/ends_on"])


def test_it_knows_the_person_who_facilitates(borough: Borough) -> None:
    strangers = draft(borough, facilitator=str(borough.actor_id("Olga")))
    systems = draft(borough, facilitator=str(borough.actor_id("Tracker")))

    assert (strangers.refusal, strangers.pointers) == (MALFORMED, ["#/facilitator"])
    assert systems.refusal == MALFORMED


def test_it_is_never_drafted_by_a_system_or_by_whoever_acts_for_nobody(borough: Borough) -> None:
    refusals = {who: draft(borough, who).refusal for who in ("Tracker", "Pat", "Audrey", "Sara")}

    assert set(refusals.values()) == {FORBIDDEN}


def test_it_forbids_before_it_looks_at_the_body(borough: Borough) -> None:
    assert request(borough, "Pat", "post", "/deals", {"title": 7}).refusal == FORBIDDEN


def test_it_drafts_for_no_organisation_but_one_s_own(borough: Borough) -> None:
    asked = draft(borough, "Rob", organisation=str(borough.council.id))

    assert asked.refusal == FORBIDDEN


def test_it_knows_no_organisation_next_door(borough: Borough) -> None:
    elsewhere = draft(borough, "Ada", facilitator=str(borough.actor_id("Rhea")))
    unknown = draft(
        borough,
        "Ada",
        facilitator=str(borough.actor_id("Rhea")),
        organisation=str(borough.partnership.id),
    )

    assert elsewhere.status == 201
    assert (unknown.refusal, unknown.pointers) == (MALFORMED, ["#/organisation"])


def test_it_gives_a_reference_once(borough: Borough) -> None:
    named = {"reference": "deal-park", "facilitator": str(borough.actor_id("Rhea"))}
    draft(borough, "Ada", **named)

    asked = draft(borough, "Ada", **named)
    prying = draft(borough, "Rob", reference="deal-park")

    assert asked.refusal == (409, "reference_taken", 0)
    assert prying.refusal == draft(borough, "Rob", reference="deal-pond").refusal == FORBIDDEN
    assert Deal.objects.filter(reference="deal-park").count() == 1
