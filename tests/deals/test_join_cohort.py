import logging

import pytest
from django.db.models import DateField, DateTimeField, ForeignKey, TimeField

from backend.audit.models import Entry
from backend.deals import operations as deals
from backend.deals.models import Cohort, CohortSeat, CohortToken
from backend.people.models import Actor
from backend.people.operations.credentials import digest_of
from tests.actions.questions import rows
from tests.deals.delivering import amend_bea_s, release
from tests.deals.residents import REFUSED, join, joined, refusal, shown, tokens_of
from tests.deals.round_table import RoundTable


def test_it_joins(active: RoundTable) -> None:
    (token,) = tokens_of(active, 1)

    answer = join(token)

    assert (answer.status_code, list(answer.json())) == (200, ["leave_code"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown(active) == 1


def test_it_writes_nothing_but_a_hash(active: RoundTable) -> None:
    """No entry, and one row more: the token's own is only marked."""
    (token,) = tokens_of(active, 1)
    entries, actors, before = Entry.objects.count(), Actor.objects.count(), rows()

    code = joined(token)

    assert (Entry.objects.count(), Actor.objects.count()) == (entries, actors)
    assert [table for table, _, _ in before ^ rows()] == ["deals.CohortSeat"]
    assert CohortSeat.objects.get().leave_digest == digest_of(code)


def test_it_keeps_nothing_for_a_key(active: RoundTable) -> None:
    """Not even what it answered: when somebody came is nobody's to know."""
    (token,) = tokens_of(active, 1)
    before = rows()

    first, again = (join(token, key="one") for _ in range(2))

    assert (first.status_code, refusal(again)) == (200, REFUSED)
    assert [table for table, _, _ in before ^ rows()] == ["deals.CohortSeat"]


def test_it_joins_once_with_each_token(active: RoundTable) -> None:
    first, second = tokens_of(active, 2)
    joined(first)

    again = join(first)
    joined(second)

    assert (refusal(again), shown(active)) == (REFUSED, 2)


def test_it_refuses_the_unknown_and_the_used_alike(active: RoundTable) -> None:
    used, too_late = tokens_of(active, 2)
    joined(used)

    answers = [join(used), join("acj_unknown")]
    release(active, "Remy")
    answers += [join(too_late)]

    told = [{**one.json(), "request_id": None} for one in answers]
    assert told == [told[0]] * 3
    assert refusal(answers[0]) == REFUSED


def test_it_refuses_in_the_wrong_state_and_stays_unused(active: RoundTable) -> None:
    (token,) = tokens_of(active, 1)
    amend_bea_s(active)
    before = rows()

    early = join(token)
    left_no_trace = rows() == before
    for name in active.seats:
        active.sign(name)

    assert (refusal(early), left_no_trace) == (REFUSED, True)
    assert join(token).status_code == 200


def test_it_joins_nobody_to_a_deal_that_ended(active: RoundTable) -> None:
    (token,) = tokens_of(active, 1)
    active.move("Rhea", deals.end_deal, reason="The park is closed.")

    assert refusal(join(token)) == REFUSED


@pytest.mark.parametrize("token", ["", "x" * 101])
def test_it_asks_for_a_token(active: RoundTable, token: str) -> None:
    answer = join(token)

    assert refusal(answer) == (400, "validation_error")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["#/token"]


def test_it_looks_at_no_account(active: RoundTable) -> None:
    """A browser that is signed in, or a token of an account beside it, is nobody here."""
    (token,) = tokens_of(active, 1)
    caller = active.borough.as_("Pat")
    caller.headers = {"Authorization": "Bearer acc_revoked-long-ago"}

    assert caller.post("/cohorts/join", {"token": token}).status_code == 200


@pytest.mark.parametrize("model", [CohortToken, CohortSeat])
def test_it_keeps_no_time(model: type[CohortToken | CohortSeat]) -> None:
    timed = (DateField, DateTimeField, TimeField)

    assert [one for one in model._meta.get_fields() if isinstance(one, timed)] == []


@pytest.mark.parametrize("model", [CohortToken, CohortSeat])
def test_it_links_both_to_the_cohort_and_to_nothing_else(
    model: type[CohortToken | CohortSeat],
) -> None:
    links = [one.related_model for one in model._meta.get_fields() if one.is_relation]

    assert links == [Cohort]
    assert [one for one in model._meta.get_fields() if isinstance(one, ForeignKey)] != []


def test_it_gives_ids_that_tell_no_time(active: RoundTable) -> None:
    for token in tokens_of(active, 3):
        joined(token)

    assert {one.version for one in CohortSeat.objects.values_list("id", flat=True)} == {4}


def test_it_shares_no_value_between_token_and_seat(active: RoundTable) -> None:
    for token in tokens_of(active, 2):
        joined(token)

    of_tokens = {value for row in CohortToken.objects.values_list() for value in row}
    of_seats = {value for row in CohortSeat.objects.values_list() for value in row}
    assert (of_tokens & of_seats) - {True, False} == {Cohort.objects.get().id}


def test_it_says_nothing_in_any_log(active: RoundTable, caplog: pytest.LogCaptureFixture) -> None:
    used, fresh = tokens_of(active, 2)
    joined(used)

    with caplog.at_level(logging.DEBUG, logger="django.request"):
        join(used)
        code = joined(fresh)

    secrets = [used, fresh, code, *map(digest_of, (used, fresh, code))]
    assert caplog.text.count("/cohorts/join") == 1
    assert [one for one in secrets if one in caplog.text] == []
