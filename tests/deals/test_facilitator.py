"""Somebody always runs a deal that lives, and it is somebody who can."""

from backend.deals import operations as deals
from backend.deals.models import Deal
from backend.people import operations as people
from backend.people.models import Appointment
from tests.actions.questions import MALFORMED
from tests.borough import Answer, tag
from tests.deals.deeds import DEEDS
from tests.deals.round_table import RoundTable

DRAFT = DEEDS["draft_deal"]


def let_go(table: RoundTable) -> Answer:
    own = Appointment.objects.get(
        actor_id=table.borough.actor_id("Rhea"), role="facilitator", on_id=table.deal.id
    )
    return table.borough.as_("Rhea").post(
        f"/appointments/{own.id}/end", {"reason": "I move on."}, if_match=tag(own.version)
    )


def test_it_keeps_the_last_one(active: RoundTable) -> None:
    refused = let_go(active)

    assert (refused.status_code, refused.json()["code"]) == (409, "last_holder")


def test_it_lets_one_go_when_another_is_there(active: RoundTable) -> None:
    active.act(
        "Rhea",
        people.appoint,
        actor_id=active.borough.actor_id("Pat"),
        role="facilitator",
        on_id=active.deal.id,
    )

    assert let_go(active).status_code == 200


def test_it_lets_the_last_one_go_when_the_deal_is_over(active: RoundTable) -> None:
    active.move("Rhea", deals.end_deal, reason="The park is sold.")

    assert Deal.objects.get(id=active.deal.id).is_closed
    assert let_go(active).status_code == 200


def test_it_is_never_an_auditor(active: RoundTable) -> None:
    asked = DRAFT.ask(active, facilitator=str(active.borough.actor_id("Audrey")))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/facilitator"])
