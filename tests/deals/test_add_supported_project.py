import pytest

from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written, read
from tests.borough import Borough
from tests.deals.granting import DEEDS, fund_of

ADD = DEEDS["add_supported_project"]


def test_it_adds_and_is_recorded(borough: Borough) -> None:
    fund = fund_of(borough)

    asked = ADD.ask(borough, on=fund)

    assert (asked.status, asked.body["fund"]) == (201, str(fund.id))
    assert asked.written == (Written("supported_project.added", 1, "Ada"),)
    assert read(borough, "Pat", f"/supported-projects/{asked.body['id']}") == asked.body


def test_it_is_listed_with_its_fund_alone(borough: Borough) -> None:
    asked = ADD.ask(borough)

    listed = read(borough, "Pat", f"/funds/{fund_of(borough).id}/supported-projects")
    other = read(borough, "Pat", f"/funds/{fund_of(borough, 'hardship').id}/supported-projects")

    assert listed["results"] == [asked.body]
    assert other["results"] == []


def test_it_takes_nothing_from_the_fund(borough: Borough) -> None:
    ADD.ask(borough)

    assert read(borough, "Pat", f"/funds/{fund_of(borough).id}")["approved"] == 0


def test_it_refuses_a_reference_that_is_taken(borough: Borough) -> None:
    ADD.ask(borough, reference="proj-1")

    assert ADD.ask(borough, reference="proj-1").refusal == (409, "reference_taken", 0)


def test_it_hides_what_you_cannot_see(borough: Borough) -> None:
    assert ADD.ask(borough, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Flo", "Rob", "Audrey", "Pat"])
def test_it_forbids_what_is_the_administrator_s(borough: Borough, who: str) -> None:
    assert ADD.ask(borough, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(borough: Borough) -> None:
    assert ADD.ask(borough, body={}).refusal == MALFORMED
