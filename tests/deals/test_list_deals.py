import pytest

from backend.deals import operations as deals
from tests.actions.questions import read
from tests.deals.deeds import action, principle
from tests.deals.round_table import TABLE_IN, RoundTable, drafted


@pytest.fixture
def several(active: RoundTable) -> dict[str, RoundTable]:
    """Told apart by what the list filters on."""
    found = {"active": active, "ended": TABLE_IN["ended"](active.borough)}
    found["draft"] = drafted(active.borough)
    return found


def titled(table: RoundTable, title: str) -> None:
    table.act("Rhea", deals.revise_deal, deal_id=table.deal.id, version=1, title=title)


def listed(several: dict[str, RoundTable], who: str, query: str) -> set[str]:
    name_of = {str(table.deal.id): name for name, table in several.items()}
    rows = read(several["active"].borough, who, f"/deals?{query}")["results"]
    return {name_of[row["id"]] for row in rows}


@pytest.mark.parametrize(
    ("who", "query", "found"),
    [
        ("Rhea", "state=draft", {"draft"}),
        ("Rhea", "state=active,ended", {"active", "ended"}),
        ("Rhea", "organisation={council}", {"active", "ended", "draft"}),
        ("Rhea", "organisation={bakery}", {"active", "ended"}),
        ("Rob", "organisation={council}", {"active", "ended"}),
        ("Rhea", "organisation={housing}", set()),
        ("Rhea", "q=PARK&state=active", {"active"}),
        ("Rhea", "q=pier", set()),
        ("Rhea", "starts_on=2026-12-01&state=draft", {"draft"}),
        ("Rhea", "ends_on__lt=2028-03-31", set()),
    ],
)
def test_it_finds_what_the_filters_say(
    several: dict[str, RoundTable], who: str, query: str, found: set[str]
) -> None:
    organisations = several["active"].organisations
    named = query.format(
        council=organisations["Rhea"].id,
        bakery=organisations["Bea"].id,
        housing=organisations["Rob"].id,
    )

    assert listed(several, who, named) == found


def test_it_finds_by_principle_and_action_for_as_long_as_they_are_linked(
    several: dict[str, RoundTable],
) -> None:
    draft, plan = several["draft"], several["active"]
    embodied, supported = principle(draft), action(draft)
    draft.act("Rhea", deals.link_principle, deal_id=draft.deal.id, principle_id=embodied.id)
    link = plan.act("Rhea", deals.link_action, deal_id=plan.deal.id, action_id=supported.id)
    before = listed(several, "Rhea", f"action={supported.id}")
    plan.act("Rhea", deals.unlink_action, action_link_id=link.id, version=1)

    assert listed(several, "Rhea", f"principle={embodied.id}") == {"draft"}
    assert (before, listed(several, "Rhea", f"action={supported.id}")) == ({"active"}, set())


def test_it_finds_no_deal_by_a_party_that_left(several: dict[str, RoundTable]) -> None:
    table = several["active"]
    seat = table.seats["Bea"]
    table.move("Bea", deals.leave_deal, party_id=seat.id, reason="We move away.")

    assert listed(several, "Rhea", f"organisation={seat.organisation_id}") == {"ended"}


def test_it_orders_by_title(several: dict[str, RoundTable]) -> None:
    titled(several["draft"], "Warm homes")

    rows = read(several["draft"].borough, "Rhea", "/deals?ordering=-title")["results"]

    assert rows[0]["title"] == "Warm homes"


def test_it_refuses_a_state_there_is_not(several: dict[str, RoundTable]) -> None:
    answer = several["active"].borough.as_("Rhea").get("/deals?state=signed")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "state"
