from datetime import timedelta

from backend.audit.source import now
from tests.actions.questions import read
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, later, signed_by

Told = list[tuple[str, str, str | None]]


def waiting(table: RoundTable, who: str) -> Told:
    rows = read(table.borough, who, "/me/waiting")["results"]
    mine = [row for row in rows if row["subject"]["type"] == "deal"]
    assert all(row["title"] == table.deal.title for row in mine)
    return [(row["kind"], row["subject"]["id"], row["due_on"]) for row in mine]


def to_sign(table: RoundTable) -> Told:
    return [("deal_to_sign", str(table.deal.id), None)]


def test_it_waits_for_every_party_to_sign(signing: RoundTable) -> None:
    assert waiting(signing, "Bea") == to_sign(signing)
    assert waiting(signing, "Rhea") == to_sign(signing)


def test_it_waits_no_more_once_it_is_signed(signing: RoundTable) -> None:
    signing.sign("Bea")

    assert waiting(signing, "Bea") == []
    assert waiting(signing, "Una") == to_sign(signing)


def test_it_waits_for_nobody_else(signing: RoundTable) -> None:
    assert [waiting(signing, who) for who in ("Rob", "Tracker", "Ada", "Pat", "Audrey")] == [[]] * 5


def test_it_waits_for_nobody_before_and_after(signing: RoundTable) -> None:
    TABLE_IN["open"](signing.borough)
    TABLE_IN["active"](signing.borough)
    DEEDS["decline_deal"].ask(signing)

    assert waiting(signing, "Bea") == []


def test_it_waits_for_those_to_consider_who_need_not_sign(signing: RoundTable) -> None:
    signed_by(signing, "Rhea", "Bea", "Una", "Remy")
    DEEDS["amend_deal"].ask(signing)

    last_day = (now().date() + timedelta(days=14)).isoformat()
    assert waiting(signing, "Remy") == [("deal_to_consider", str(signing.deal.id), last_day)]
    assert waiting(signing, "Bea") == to_sign(signing)


def test_it_waits_for_nobody_s_objection_once_the_deal_is_active(signing: RoundTable) -> None:
    signed_by(signing, "Rhea", "Bea", "Una", "Remy")
    DEEDS["amend_deal"].ask(signing)
    signed_by(signing, "Bea", "Una")

    later(signing, 15)

    assert waiting(signing, "Remy") == []
