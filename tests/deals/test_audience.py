"""Who reads a deal: while it is made only its parties and facilitators, and from the call for
signatures on everyone. What is hidden is not there, wherever one looks.
"""

import json

import pytest

from backend.deals import operations as deals
from backend.deals.models import DealVersion, Signature
from backend.people.models import AccessRecord, Appointment
from tests.actions.questions import read
from tests.deals.deeds import DEEDS, action_link, principle_link
from tests.deals.round_table import TABLE_IN, RoundTable, left_by

PARTS = (
    "/parties",
    "/principles",
    "/actions",
    "/contributions",
    "/versions",
    "/signatures",
    "/commitments",
)


def status(table: RoundTable, who: str, path: str) -> int:
    return table.borough.as_(who).get(path).status_code


def entries_of(table: RoundTable, who: str) -> set[str]:
    """The verbs the log tells them, of everything there is."""
    log, after, verbs = table.borough.partnership.id, -1, set[str]()
    while True:
        page = read(table.borough, who, f"/logs/{log}/entries?limit=200&after={after}")
        verbs |= {json.loads(row["leaf"])["act"] for row in page["results"]}
        if page["after"] == after:
            return verbs
        after = page["after"]


@pytest.mark.parametrize("state", ["draft", "open"])
def test_it_hides_what_is_being_made(offered: RoundTable, state: str) -> None:
    table = TABLE_IN[state](offered.borough)
    paths = [f"/deals/{table.deal.id}{part}" for part in ("", "/transitions", *PARTS)]

    outside = {
        status(table, who, path)
        for who in ("Rob", "Mirror", "Ada", "Pat", "Olga")
        for path in paths
    }
    inside = {
        status(table, who, path) for who in ("Rhea", "Tracker", "Bea", "Audrey") for path in paths
    }

    assert (outside, inside) == ({404}, {200})


def test_it_hides_every_part_of_it(offered: RoundTable) -> None:
    contribution = DEEDS["contribute_to_deal"].ask(offered).body["id"]
    paths = [
        f"/principle-links/{principle_link(offered).id}",
        f"/action-links/{action_link(offered).id}",
        f"/parties/{offered.seats['Bea'].id}",
        f"/deal-contributions/{contribution}",
        f"/appointments/{Appointment.objects.get(on_id=offered.deal.id).id}",
    ]

    assert [status(offered, "Rob", path) for path in paths] == [404] * 5
    assert [status(offered, "Bea", path) for path in paths] == [200] * 5


def test_it_leaves_it_out_of_every_list(offered: RoundTable) -> None:
    mine = str(offered.deal.id)

    assert mine in {row["id"] for row in read(offered.borough, "Bea", "/deals")["results"]}
    assert mine not in {row["id"] for row in read(offered.borough, "Rob", "/deals")["results"]}
    assert mine not in {row["id"] for row in read(offered.borough, "Olga", "/deals")["results"]}


def test_it_shows_everyone_what_is_signed(offered: RoundTable) -> None:
    linked = principle_link(offered)
    offered.move("Rhea", deals.call_for_signatures)
    offered.sign("Bea")
    signature = Signature.objects.get(party=offered.seats["Bea"])
    version = DealVersion.objects.get(deal=offered.deal)
    paths = [
        f"/deals/{offered.deal.id}",
        f"/principle-links/{linked.id}",
        f"/parties/{offered.seats['Una'].id}",
        f"/signatures/{signature.id}",
        f"/deal-versions/{version.id}",
        f"/appointments/{Appointment.objects.get(on_id=offered.deal.id).id}",
    ]

    assert [status(offered, "Rob", path) for path in paths] == [200] * 6
    assert [status(offered, "Olga", path) for path in paths] == [404] * 6


def test_it_hides_it_again_when_somebody_declines(offered: RoundTable) -> None:
    table = TABLE_IN["signing"](offered.borough)
    table.sign("Bea")
    signature = Signature.objects.get(party=table.seats["Bea"])
    version = DealVersion.objects.get(deal=table.deal)
    DEEDS["decline_deal"].ask(table)
    paths = [
        f"/deals/{table.deal.id}",
        f"/deals/{table.deal.id}/signatures",
        f"/signatures/{signature.id}",
        f"/deal-versions/{version.id}",
        f"/parties/{table.seats['Una'].id}",
    ]

    assert [status(table, "Rob", path) for path in paths] == [404] * 5
    assert [status(table, "Una", path) for path in paths] == [200] * 5


def test_it_tells_nothing_of_it_in_the_log(offered: RoundTable) -> None:
    hidden = {"deal.drafted", "deal.opened", "party.added", "commitment.offered"}

    assert hidden <= entries_of(offered, "Bea")
    assert not hidden & entries_of(offered, "Rob")


def test_it_keeps_from_the_log_of_others_also_later_what_was_said_in_the_making(
    offered: RoundTable,
) -> None:
    offered.move("Rhea", deals.call_for_signatures)

    told = entries_of(offered, "Rob")

    assert "deal.called_for_signatures" in told
    assert not {"deal.drafted", "deal.opened", "commitment.offered"} & told


def test_it_puts_on_record_what_an_auditor_reads_of_it(offered: RoundTable) -> None:
    shown = TABLE_IN["signing"](offered.borough)
    before = AccessRecord.objects.filter(actor_id=offered.borough.actor_id("Audrey"))
    assert not before.exists()

    read(offered.borough, "Audrey", f"/deals/{offered.deal.id}")
    read(offered.borough, "Audrey", f"/deals/{shown.deal.id}")

    assert set(before.values_list("subject_id", flat=True)) == {offered.deal.id}


def test_it_puts_on_record_which_parts_an_auditor_reads(offered: RoundTable) -> None:
    read(offered.borough, "Audrey", f"/deals/{offered.deal.id}/parties")

    noted = AccessRecord.objects.filter(actor_id=offered.borough.actor_id("Audrey"))
    assert set(noted.values_list("subject_id", flat=True)) == {
        seat.id for seat in offered.seats.values()
    }


def test_it_lets_a_party_that_left_read_what_everyone_reads(offered: RoundTable) -> None:
    table = TABLE_IN["active"](offered.borough)
    contributions = f"/deals/{table.deal.id}/contributions"
    left_by(table, "Una")

    assert status(table, "Una", f"/deals/{table.deal.id}") == 200
    assert read(table.borough, "Una", contributions)["results"] == []
