import pytest

from backend.audit.source import now
from backend.audit.unit import unit_of_work
from backend.deals import operations as deals
from backend.deals.models import DealVersion, Signature
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Written,
    read,
    request,
)
from tests.deals.deeds import DEEDS, digest
from tests.deals.round_table import TABLE_IN, RoundTable, signed_by

SIGN = DEEDS["sign_deal"]
PAPER = {
    "signatory": "The owner of the bakery",
    "evidence": "Folder 7 in the council's archive",
    "evidence_sha256": "ab" * 32,
}


def for_(table: RoundTable, name: str) -> str:
    return str(table.seats[name].id)


def test_it_signs_and_is_recorded(signing: RoundTable) -> None:
    asked = SIGN.ask(signing)

    assert (asked.status, asked.body["state"], asked.body["changed"]) == (200, "signing", True)
    assert asked.written == (
        Written("deal.signed", 1, "Bea", told=("Remy", "Rhea", "Una")),
        Written("party.agreed", 3, "Bea", given={"number": 1}),
    )


def test_it_shows_who_signed_what_in_which_capacity(signing: RoundTable) -> None:
    SIGN.ask(signing)

    [shown] = read(signing.borough, "Rob", f"/deals/{signing.deal.id}/signatures")["results"]

    assert (shown["signatory"], shown["capacity"], shown["party_name"]) == (
        "Bea",
        "Owner",
        "Prescot Bakery",
    )
    assert shown["entered_by"] == str(signing.borough.actor_id("Bea"))
    assert (shown["for_version"], shown["is_current"], shown["is_verified"]) == (1, True, True)
    assert (shown["digest"], shown["on_paper"]) == (digest(signing), False)


@pytest.mark.parametrize("on_record", ["terms", "digest"])
def test_it_tells_when_a_version_was_altered_behind_it(signing: RoundTable, on_record: str) -> None:
    SIGN.ask(signing)
    version = DealVersion.objects.get(deal=signing.deal)
    altered = {"terms": {**version.terms, "goal": "Something else."}, "digest": "0" * 64}
    setattr(version, on_record, altered[on_record])
    with unit_of_work(by=signing.borough.who("Rhea"), at=now()) as unit:
        unit.record("deal.version_frozen", version)

    signature = Signature.objects.get(deal_version=version)
    shown = read(signing.borough, "Rob", f"/signatures/{signature.id}")

    assert shown["is_verified"] is False


def test_it_makes_the_deal_active_with_the_last(signing: RoundTable) -> None:
    signed_by(signing, "Rhea", "Una", "Remy")

    asked = SIGN.ask(signing)

    assert (asked.body["state"], asked.body["changed"]) == ("active", True)
    assert asked.body["activated_at"] is not None
    assert [one.verb for one in asked.written] == [
        "deal.signed",
        "party.agreed",
        "deal.activated",
        *["commitment.agreed"] * 4,
    ]
    assert {signing.commitment(name).state for name in signing.seats} == {"agreed"}


def test_it_tells_everyone_at_the_table_that_the_deal_is_active(signing: RoundTable) -> None:
    signed_by(signing, "Rhea", "Una", "Remy")

    asked = SIGN.ask(signing)

    told = {one.verb: one.told for one in asked.written if one.verb.startswith("deal.")}
    assert told["deal.activated"] == ("Remy", "Rhea", "Una")


def test_it_is_bound_to_the_version_that_was_read(signing: RoundTable) -> None:
    asked = SIGN.ask(signing, digest="ab" * 32)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["other_version"])


def test_it_is_signed_once(signing: RoundTable) -> None:
    signing.sign("Bea")

    asked = SIGN.ask(signing)
    otherwise = SIGN.ask(signing, digest="ab" * 32)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["already_signed"])
    assert otherwise.unmet == ["already_signed", "other_version"]


def test_it_lets_the_facilitator_enter_what_is_on_paper(signing: RoundTable) -> None:
    asked = SIGN.ask(signing, "Rhea", paper=PAPER)

    signature = Signature.objects.get(party=signing.seats["Bea"])
    assert asked.status == 200
    assert (signature.signatory, signature.on_paper) == ("The owner of the bakery", True)
    assert (signature.evidence, signature.evidence_sha256) == (PAPER["evidence"], "ab" * 32)
    assert signature.entered_by_id == signing.borough.actor_id("Rhea")


@pytest.mark.parametrize("missing", ["signatory", "evidence"])
def test_it_asks_for_evidence_of_what_is_on_paper(signing: RoundTable, missing: str) -> None:
    paper = {name: value for name, value in PAPER.items() if name != missing}

    asked = SIGN.ask(signing, "Rhea", paper=paper)

    assert (asked.refusal, asked.pointers) == (MALFORMED, [f"#/paper/{missing}"])


def test_it_takes_paper_from_nobody_but_the_facilitator(signing: RoundTable) -> None:
    asked = SIGN.ask(signing, "Bea", paper=PAPER)

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["facilitator"]


def test_it_lets_the_facilitator_sign_for_nobody_without_paper(signing: RoundTable) -> None:
    assert SIGN.ask(signing, "Rhea").refusal == FORBIDDEN


def test_it_is_signed_for_one_s_own_party_alone(signing: RoundTable) -> None:
    assert SIGN.ask(signing, "Bea", party=for_(signing, "Una")).refusal == FORBIDDEN


def test_it_knows_the_parties_of_this_deal_alone(signing: RoundTable) -> None:
    elsewhere = TABLE_IN["signing"](signing.borough)

    asked = SIGN.ask(signing, party=for_(elsewhere, "Bea"))

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/party"])


@pytest.mark.parametrize("who", ["Tracker", "Mirror", "Rob", "Ada", "Audrey", "Pat"])
def test_it_is_never_signed_by_a_system_or_by_whoever_is_at_no_table(
    signing: RoundTable, who: str
) -> None:
    asked = SIGN.ask(signing, who, party=for_(signing, "Rhea"))

    assert asked.refusal == FORBIDDEN
    assert asked.body["who"] == ["representative", "facilitator"]


def test_it_hides_what_you_cannot_see(signing: RoundTable) -> None:
    drafted = TABLE_IN["draft"](signing.borough)

    assert SIGN.ask(signing, "Olga").refusal == HIDDEN
    assert SIGN.ask(drafted, "Rob").refusal == HIDDEN


@pytest.mark.parametrize("state", ["draft", "open", "active", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(signing: RoundTable, state: str) -> None:
    asked = SIGN.ask(TABLE_IN[state](signing.borough))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_leaves_no_trace_when_it_refuses(signing: RoundTable) -> None:
    assert SIGN.ask(signing, version=7).refusal == STALE
    assert SIGN.ask(signing, capacity="").refusal == MALFORMED


def test_it_keeps_nothing_of_a_rehearsal(signing: RoundTable) -> None:
    deal = signing.fresh()
    body = {"party": for_(signing, "Bea"), "digest": digest(signing), "capacity": "Owner"}
    path = f"/deals/{deal.id}/sign?dry_run=true"

    asked = request(signing.borough, "Bea", "post", path, body, if_match=f'"{deal.version}"')

    assert (asked.status, asked.body["changed"], asked.trace) == (200, True, 0)


def test_it_keeps_the_name_a_party_had_when_it_signed(signing: RoundTable) -> None:
    signing.sign("Bea")
    signing.move("Una", deals.decline_deal, party_id=signing.seats["Una"].id, reason="Not yet.")

    signature = Signature.objects.get(party=signing.seats["Bea"])
    shown = read(signing.borough, "Bea", f"/signatures/{signature.id}")

    assert (shown["for_version"], shown["is_current"], shown["is_verified"]) == (1, False, True)
