"""Erasing who signed: the name goes, the signature stays."""

from typing import Any  # bodies are JSON

from backend.audit.models import Log
from backend.audit.verify import verify_log
from backend.deals import operations as deals
from backend.deals.models import Signature
from backend.people import operations as people
from backend.people.models import Profile
from tests.actions.questions import read
from tests.borough import tag
from tests.deals.round_table import RoundTable
from tests.people.questions import assert_refused, entry_of, remembered
from tests.people.test_erase_person import NAME, WORDS, erase, newcomer
from tests.people.whole import tables_naming


def signed_by_philippa(table: RoundTable) -> Signature:
    """For the bakery, beside Bea."""
    profile = newcomer(table.borough)
    on = table.organisations["Bea"].id
    table.borough.act(
        "Ada", people.appoint, actor_id=profile.actor_id, role="representative", on_id=on
    )
    sign(table, "Bea")
    return Signature.objects.get(signatory=NAME)


def sign(table: RoundTable, party: str, **given: Any) -> None:
    seat = {"party_id": table.seats[party].id, "digest": table.digest()}
    table.move(NAME, deals.sign_deal, capacity="Chair", **seat, **given)


def philippa(table: RoundTable) -> Profile:
    return table.borough.profiles[NAME]


def test_it_takes_the_name_from_what_they_signed(signing: RoundTable) -> None:
    signature = signed_by_philippa(signing)

    erase(signing.borough, philippa(signing))

    [shown] = read(signing.borough, "Rob", f"/deals/{signing.deal.id}/signatures")["results"]
    assert (shown["signatory"], shown["capacity"]) == ("Erased person", "Chair")
    assert (shown["is_verified"], shown["digest"]) == (True, signature.digest)
    assert entry_of(signature.id).verb == "signature.signatory_erased"
    assert remembered(signature.id)["signatory"] == "Erased person"


def test_it_leaves_the_name_nowhere(signing: RoundTable) -> None:
    signed_by_philippa(signing)
    before = tables_naming(*WORDS)

    erase(signing.borough, philippa(signing))

    assert "deals_signature.signatory" in before
    assert tables_naming(*WORDS) == set()
    assert verify_log(Log.objects.get(id=signing.borough.partnership.id)).faults == []


def test_it_leaves_whom_they_entered_from_paper(signing: RoundTable) -> None:
    signed_by_philippa(signing)
    appoint_facilitator(signing)
    paper = deals.Paper(signatory="Una of the park", evidence="Folder 7")
    sign(signing, "Una", paper=paper)

    erase(signing.borough, philippa(signing))

    names = Signature.objects.filter(deal_version__deal=signing.deal).values_list("signatory")
    assert sorted(names) == [("Erased person",), ("Una of the park",)]


def test_it_keeps_the_last_facilitator(signing: RoundTable) -> None:
    rhea = signing.borough.profiles["Rhea"]

    answer: Any = signing.borough.as_("Ada").post(
        f"/people/{rhea.id}/erase", {"reason": "Asked for."}, if_match=tag(1)
    )

    assert_refused(answer, 409, "last_holder")
    rhea.refresh_from_db()
    assert rhea.ended_at is None


def appoint_facilitator(table: RoundTable) -> None:
    table.act(
        "Rhea",
        people.appoint,
        actor_id=philippa(table).actor_id,
        role="facilitator",
        on_id=table.deal.id,
    )
