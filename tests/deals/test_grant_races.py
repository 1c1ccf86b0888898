"""Many approvals at once of what one fund has: as many as fit, and never a penny more."""

from collections import Counter
from functools import partial
from typing import Any  # what is done at once answers in many ways

import pytest

from backend.deals.models import Grant
from backend.people.operations import appoint
from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough, proposed_action, tag
from tests.deals.granting import (
    ALL_OF_IT,
    DEEDS,
    applied_grant,
    disclosed,
    fund_of,
    hidden_deal,
    with_funds,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 50
FIT = 10
ROUNDS = 20


@pytest.fixture
def granting(knowsley: Borough) -> Borough:
    with_funds(knowsley)
    issue_tokens(knowsley, ["Flo"])
    return knowsley


def applications(borough: Borough) -> list[Grant]:
    """Each for a tenth of the fund."""
    action = proposed_action(borough)
    return [
        applied_grant(borough, action_id=action.id, applied=ALL_OF_IT // FIT)
        for _ in range(AT_ONCE)
    ]


def decide(borough: Borough, operation: str, grant: Grant, who: str = "Flo") -> Answer:
    deed = DEEDS[operation]
    return borough.as_(who).post(deed.path(grant), deed.given(borough), if_match=tag(grant.version))


def refusals(answers: list[Answer]) -> Counter[str]:
    """The facts that stood against them, of all that were refused by facts."""
    bodies = [answer.json() for answer in answers if answer.status_code == 409]
    return Counter(one["code"] for body in bodies for one in body["unmet"])


def test_it_approves_exactly_what_the_fund_has(granting: Borough) -> None:
    grants = applications(granting)

    answers = at_once([partial(decide, granting, "approve_grant", one) for one in grants])

    assert Counter(one.status_code for one in answers) == {200: FIT, 409: AT_ONCE - FIT}
    assert refusals(answers) == {"fund_exceeded": AT_ONCE - FIT}
    assert Grant.objects.spoken_for().count() == FIT
    assert Grant.objects.spoken_for().total() == fund_of(granting).amount
    assert Grant.objects.filter(state="applied", version=1).count() == AT_ONCE - FIT


def test_it_decides_each_once(granting: Borough) -> None:
    """Approved and refused at the same time: one of both, and the other reads an old version."""
    grants = applications(granting)[:FIT]

    answers = at_once(
        [
            partial(decide, granting, operation, one)
            for one in grants
            for operation in ("approve_grant", "refuse_grant")
        ]
    )

    assert Counter(one.status_code for one in answers) == {200: FIT, 412: FIT}
    decided = Counter(Grant.objects.values_list("state", "version"))
    assert decided[("approved", 2)] + decided[("refused", 2)] == FIT


def test_it_loses_no_decision_while_its_deal_is_shown(granting: Borough) -> None:
    fund = fund_of(granting)
    # One who reads the deal before it is shown.
    granting.act(
        "Ada", appoint, actor_id=granting.actor_id("Rob"), role="fund_holder", on_id=fund.id
    )
    issue_tokens(granting, ["Rob"])
    deals = [hidden_deal(granting) for _ in range(ROUNDS)]
    grants = [applied_grant(granting, deal_id=one.id, applied=1) for one in deals]

    rounds: list[list[Any]] = [
        at_once(
            [
                partial(decide, granting, "approve_grant", one, "Rob"),
                partial(disclosed, granting, one),  # type: ignore[list-item]  # not a request
            ]
        )
        for one in grants
    ]

    approved = [answers[0].status_code == 200 for answers in rounds]
    rows = [Grant.objects.get(id=one.id) for one in grants]
    assert [one.state == "approved" for one in rows] == approved
    assert [one.version for one in rows] == [2 + one for one in approved]
    assert {one.audience for one in rows} == {"partnership"}
