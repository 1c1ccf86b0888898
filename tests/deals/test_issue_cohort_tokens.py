import json
import re

import pytest

from backend.audit.models import Disclosure, Entry
from backend.deals import operations as deals
from backend.deals.models import Cohort, CohortToken
from backend.people.operations.credentials import digest_of
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Asked, Written, request
from tests.deals.delivering import amend_bea_s, release
from tests.deals.round_table import RoundTable

# Of 32 random bytes, in letters of which each is one of 64.
TOKEN = re.compile(r"acj_[A-Za-z0-9_-]{43}")


def issue(table: RoundTable, who: str = "Rhea", name: str = "Remy", count: object = 3) -> Asked:
    path = f"/commitments/{table.commitments[name].id}/cohort-tokens"
    return request(table.borough, who, "post", path, {"count": count})


def test_it_issues_and_is_recorded(active: RoundTable) -> None:
    asked = issue(active)

    assert (asked.status, len(set(asked.body["tokens"])), asked.body["tokens_issued"]) == (
        200,
        3,
        3,
    )
    assert asked.written == (Written("cohort.tokens_issued", 1, "Rhea", given={"count": 3}),)
    assert asked.headers["Cache-Control"] == "no-store"


def test_it_counts_what_was_issued_before(active: RoundTable) -> None:
    issue(active)

    asked = issue(active, count=1000)

    assert (asked.body["tokens_issued"], len(asked.body["tokens"])) == (1003, 1000)
    assert Cohort.objects.count() == 1


def test_it_keeps_nothing_but_hashes(active: RoundTable) -> None:
    tokens = issue(active).body["tokens"]

    assert all(TOKEN.fullmatch(one) for one in tokens)
    assert set(CohortToken.objects.values_list("digest", flat=True)) == set(map(digest_of, tokens))
    written = "".join(str(bytes(one.leaf)) for one in Entry.objects.all())
    disclosed = json.dumps(list(Disclosure.objects.values_list("value", flat=True)))
    kept = written + disclosed + str(list(CohortToken.objects.values()))
    assert [one for one in tokens if one in kept] == []
    assert [one for one in tokens if digest_of(one) in written + disclosed] == []


def test_it_gives_ids_that_tell_no_time(active: RoundTable) -> None:
    issue(active)

    assert {one.version for one in CohortToken.objects.values_list("id", flat=True)} == {4}


@pytest.mark.parametrize("count", [0, 1001, "3", None])
def test_it_issues_between_one_and_a_thousand(active: RoundTable, count: object) -> None:
    asked = issue(active, count=count)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/count"])


def test_it_issues_for_residents_alone(active: RoundTable) -> None:
    assert issue(active, name="Una").refusal == (409, "not_a_cohort", 0)


def test_it_refuses_in_the_wrong_state(active: RoundTable) -> None:
    amend_bea_s(active)

    assert issue(active).refusal == (409, "transition_not_allowed", 0)


def test_it_issues_none_for_what_is_closed(active: RoundTable) -> None:
    release(active, "Remy")

    assert issue(active).refusal == (409, "commitment_closed", 0)


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    assert issue(active, "Olga").refusal == HIDDEN


@pytest.mark.parametrize("who", ["Remy", "Una", "Ada", "Audrey", "Pat"])
def test_it_forbids_whoever_does_not_facilitate(active: RoundTable, who: str) -> None:
    assert issue(active, who).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    active.move("Rhea", deals.end_deal, reason="The park is closed.")

    assert issue(active).refusal == (409, "transition_not_allowed", 0)
