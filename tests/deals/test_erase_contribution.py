from typing import Final

import pytest

from backend.audit.models import Log
from backend.audit.verify import verify_log
from backend.deals import operations as deals
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, STALE, Written, read
from tests.audit.chronicle import hows, of
from tests.borough import tag
from tests.deals.deeds import DEEDS, contribution
from tests.deals.round_table import RoundTable
from tests.people.whole import tables_naming

ERASE = DEEDS["erase_contribution"]
WORDS: Final = ("Larkspur", "sleeps by the lake")


def test_it_erases_and_is_recorded(offered: RoundTable) -> None:
    asked = ERASE.ask(offered)

    assert (asked.status, asked.body["changed"]) == (200, True)
    assert (asked.body["text"], asked.body["voice"]) == ("[erased]", "Erased person")
    assert asked.body["channel"] == "street"
    assert asked.written == (
        Written("deal.contribution_erased", 2, "Rhea", given={"reason": "She asked for it."}),
    )


def test_it_leaves_the_words_nowhere(offered: RoundTable) -> None:
    said = contribution(offered)
    before = tables_naming(*WORDS)

    ERASE.ask(offered, on=said)

    assert before == {
        "deals_dealcontribution.text",
        "deals_dealcontribution.voice",
        "audit_disclosure.value",
    }
    assert tables_naming(*WORDS) == set()
    assert verify_log(Log.objects.get(id=offered.borough.partnership.id)).faults == []


def test_it_leaves_the_words_in_no_answer_that_was_kept(offered: RoundTable) -> None:
    """Nor does it let them be said a second time by the same request."""
    path = f"/deals/{offered.deal.id}/contributions"
    body = {"text": "Mrs Larkspur sleeps by the lake."}
    rhea = offered.borough.as_("Rhea")
    said = rhea.post(path, body, idempotency_key="one").json()
    before = tables_naming(*WORDS)

    reason = {"reason": "She asked for it."}
    rhea.post(f"/deal-contributions/{said['id']}/erase", reason, if_match=tag(1))
    again = rhea.post(path, body, idempotency_key="one")

    assert "people_keptanswer.body" in before
    assert tables_naming(*WORDS) == set()
    assert (again.status_code, again.json()["code"]) == (409, "answer_not_kept")


def test_it_is_told_as_erased(offered: RoundTable) -> None:
    said = contribution(offered)

    ERASE.ask(offered, on=said)

    made, erased = of(offered.borough, said, "Bea")
    assert (hows(made)["text"], hows(made)["voice"]) == (("absent", "erased"),) * 2
    assert (hows(erased)["text"], hows(erased)["voice"]) == (("erased", "shown"),) * 2


def test_it_is_done_when_the_deal_is_signed_too(offered: RoundTable) -> None:
    said = contribution(offered)
    offered.move("Rhea", deals.call_for_signatures)

    assert ERASE.ask(offered, on=said).status == 200


def test_it_changes_nothing_the_second_time(offered: RoundTable) -> None:
    said = contribution(offered)
    ERASE.ask(offered, on=said)

    again = ERASE.ask(offered, on=said, version=2)

    assert (again.status, again.body["changed"], again.written) == (200, False, ())


def test_it_keeps_that_it_was_ones_own(offered: RoundTable) -> None:
    own = DEEDS["contribute_to_deal"].ask(offered)
    row = contribution(offered)
    row.id, row.version = own.body["id"], 1

    asked = ERASE.ask(offered, on=row)

    assert (asked.body["channel"], asked.body["voice"]) == ("accord", "")
    assert read(offered.borough, "Bea", f"/deal-contributions/{row.id}")["text"] == "[erased]"


def test_it_asks_why(offered: RoundTable) -> None:
    asked = ERASE.ask(offered, body={})

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/reason"])


@pytest.mark.parametrize("who", ["Rob", "Ada", "Pat", "Olga"])
def test_it_hides_what_you_cannot_see(offered: RoundTable, who: str) -> None:
    assert ERASE.ask(offered, who).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Tracker", "Audrey"])
def test_it_forbids_what_is_the_facilitator_s(offered: RoundTable, who: str) -> None:
    assert ERASE.ask(offered, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(offered: RoundTable) -> None:
    assert ERASE.ask(offered, version=7).refusal == STALE
