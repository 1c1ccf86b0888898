"""A deal is made among its parties, and then shown to all: what it was before stays among them."""

from backend.deals.models import Deal
from tests.audit.chronicle import applied, changes, hows, of
from tests.deals.round_table import RoundTable


def test_it_is_told_to_others_from_when_they_see_it(signing: RoundTable) -> None:
    deal = Deal.objects.get(id=signing.deal.id)

    to_rhea, to_rob = (of(signing.borough, deal, name) for name in ("Rhea", "Rob"))

    assert [one["verb"] for one in to_rhea][:2] == ["deal.drafted", "deal.opened"]
    assert [one["verb"] for one in to_rob] == ["deal.called_for_signatures"]
    assert to_rob[0]["id"] == to_rhea[-1]["id"]


def test_it_withholds_from_them_what_it_was_before(signing: RoundTable) -> None:
    deal = Deal.objects.get(id=signing.deal.id)

    called = of(signing.borough, deal, "Rob")[0]

    assert set(hows(called).values()) == {("withheld", "shown")}
    # All of its fields: to name those that changed would tell what the others were.
    assert set(changes(called)) == set(applied(of(signing.borough, deal, "Rhea")))
    assert changes(called)["state"] == (None, "signing")


def test_it_tells_the_parties_what_changed(signing: RoundTable) -> None:
    deal = Deal.objects.get(id=signing.deal.id)

    called = of(signing.borough, deal, "Rhea")[-1]

    assert changes(called) == {"state": ("open", "signing"), "current_number": (0, 1)}


def test_it_holds_for_what_hangs_on_it(signing: RoundTable) -> None:
    commitment = signing.commitments["Bea"]

    offered, *_ = of(signing.borough, commitment, "Rhea")
    to_rob = of(signing.borough, commitment, "Rob")

    assert offered["verb"] == "commitment.offered"
    assert offered["id"] not in {one["id"] for one in to_rob}
    assert set(hows(to_rob[0]).values()) == {("withheld", "shown")}
