import pytest

from backend.audit.models import Entry
from backend.deals import operations as deals
from backend.deals.models import CohortSeat, CohortToken
from tests.actions.questions import rows
from tests.deals.residents import REFUSED, join, joined, leave, refusal, shown, tokens_of
from tests.deals.round_table import RoundTable


def test_it_leaves(active: RoundTable) -> None:
    first, second = (joined(token) for token in tokens_of(active, 2))
    entries = Entry.objects.count()

    answer = leave(first)

    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (
        204,
        b"",
        "no-store",
    )
    assert (shown(active), Entry.objects.count()) == (1, entries)
    assert leave(second).status_code == 204


def test_it_frees_no_token(active: RoundTable) -> None:
    (token,) = tokens_of(active, 1)

    leave(joined(token))

    assert (refusal(join(token)), shown(active)) == (REFUSED, 0)
    assert (CohortToken.objects.count(), CohortSeat.objects.count()) == (1, 1)


def test_it_leaves_whatever_became_of_the_deal(active: RoundTable) -> None:
    code = joined(tokens_of(active, 1)[0])
    active.move("Rhea", deals.end_deal, reason="The park is closed.")

    assert (leave(code).status_code, shown(active)) == (204, 0)


def test_it_refuses_the_unknown_and_the_used_alike(active: RoundTable) -> None:
    (token,) = tokens_of(active, 1)
    code = joined(token)
    leave(code)
    before = rows()

    answers = [leave(code), leave("acl_unknown"), leave(token)]

    told = [{**one.json(), "request_id": None} for one in answers]
    assert told == [told[0]] * 3
    assert (refusal(answers[0]), rows()) == (REFUSED, before)


@pytest.mark.parametrize("code", ["", "x" * 101])
def test_it_asks_for_the_code(active: RoundTable, code: str) -> None:
    answer = leave(code)

    assert refusal(answer) == (400, "validation_error")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["#/leave_code"]
