"""Both sides, the clock and the administrator at once on one deal: each thing is said once, and
nobody waits in a ring. A deadlock would not be refused: the call here would raise.
"""

from functools import partial

import pytest

from backend.audit.models import Entry
from backend.deals import operations as deals
from backend.deals.models import Commitment
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, tag
from tests.deals import round_table
from tests.deals.delivering import CONFIRM, DISPUTE, RELEASE, REPORT, report
from tests.deals.round_table import RoundTable, offer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 10
SETTLING = (CONFIRM, DISPUTE, RELEASE)


def crowded(borough: Borough) -> tuple[RoundTable, list[Commitment]]:
    """Active, with ten commitments of Bea's, each of them reported."""
    table = round_table.offered(borough)
    made = [offer(table, "Bea", "Una") for _ in range(ROUNDS)]
    table.move("Rhea", deals.call_for_signatures)
    for name in table.seats:
        table.sign(name)
    for one in made:
        table.commitments["Bea"] = one
        report(table)
    issue_tokens(borough, ["Ada", "Rhea", "Bea", "Una", "Remy"])
    return table, [Commitment.objects.get(id=one.id) for one in made]


def test_it_settles_each_once(knowsley: Borough) -> None:
    table, reported = crowded(knowsley)

    answers = [
        at_once([partial(settle, table, deed.operation, on) for deed in SETTLING])
        for on in reported
    ]

    told = [sorted(one.status_code for one in three) for three in answers]
    assert told == [[200, 412, 412]] * ROUNDS
    verbs = ["commitment.delivery_confirmed", "commitment.delivery_disputed"]
    settled = Entry.objects.filter(verb__in=[*verbs, "commitment.released"])
    assert settled.count() == ROUNDS


def settle(table: RoundTable, operation: str, on: Commitment) -> Answer:
    deed = next(one for one in SETTLING if one.operation == operation)
    caller = table.borough.as_(deed.by)
    return caller.post(deed.path(on), deed.given(table.borough), if_match=tag(on.version))


def test_it_lets_seats_go_over_while_both_sides_speak(knowsley: Borough) -> None:
    """Organisations are locked before deals: a merger meets those who report and judge."""
    table, reported = crowded(knowsley)
    bakery, residents = table.organisations["Bea"], table.organisations["Remy"]
    merging = {"into": str(residents.id), "took_effect_on": "2026-04-01", "reason": "One group."}
    path = f"/organisations/{bakery.id}/merge"

    answers = at_once(
        [
            partial(knowsley.as_("Ada").post, path, merging, if_match=tag(bakery.version)),
            *[partial(settle, table, "confirm_delivery", on) for on in reported[:4]],
            *[partial(says_again, table, on) for on in reported[4:8]],
            partial(tokens_answer, table),
        ]
    )

    assert {one.status_code for one in answers} <= {200, 403, 412}
    assert answers[0].status_code == 200
    left = Commitment.objects.unsettled().filter(party=table.seats["Bea"])
    assert (left.count(), table.seat("Bea").ended_at is not None) == (0, True)


def says_again(table: RoundTable, on: Commitment) -> Answer:
    body = REPORT.given(table.borough)
    return table.borough.as_("Bea").post(REPORT.path(on), body, if_match=tag(on.version))


def tokens_answer(table: RoundTable) -> Answer:
    path = f"/commitments/{table.commitments['Remy'].id}/cohort-tokens"
    return table.borough.as_("Rhea").post(path, {"count": 5})
