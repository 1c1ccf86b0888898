import pytest

from tests.actions.questions import FORBIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.deals.granting import DEEDS

ADD = DEEDS["add_fund"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.status, asked.body["title"], asked.body["amount"]) == (
        201,
        "Communities Fund",
        25_000_000,
    )
    assert (asked.body["is_at_least"], asked.body["organisation"]) == (
        True,
        str(borough.council.id),
    )
    assert asked.written == (Written("fund.added", 1, "Ada"),)


def test_it_shows_that_nothing_of_it_is_given_yet(borough: Borough) -> None:
    asked = ADD.ask(borough)

    assert (asked.body["approved"], asked.body["left"]) == (0, 25_000_000)
    assert read(borough, "Pat", f"/funds/{asked.body['id']}") == asked.body


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "min_value"),
        (-1, "min_value"),
        (2**53, "max_value"),
        ("100", "wrong_type"),
        (0.5, "wrong_type"),
    ],
)
def test_it_takes_whole_pence_alone(borough: Borough, amount: object, code: str) -> None:
    asked = ADD.ask(borough, amount=amount)

    assert asked.refusal == MALFORMED
    assert [(one["pointer"], one["code"]) for one in asked.body["errors"]] == [("#/amount", code)]


def test_it_takes_the_most_that_json_counts_exactly(borough: Borough) -> None:
    assert ADD.ask(borough, amount=2**53 - 1).body["left"] == 2**53 - 1


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    ADD.ask(borough, reference="fund-1")

    assert ADD.ask(borough, reference="fund-1").refusal == (409, "reference_taken", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    asked = ADD.ask(borough, "Olga")

    assert asked.refusal == MALFORMED
    assert [one["code"] for one in asked.body["errors"]] == ["unknown_reference"]


@pytest.mark.parametrize("who", ["Flo", "Rob", "Priya", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    asked = ADD.ask(borough, body={})

    assert asked.refusal == MALFORMED
    assert asked.pointers == ["#/amount", "#/kind", "#/title"]
