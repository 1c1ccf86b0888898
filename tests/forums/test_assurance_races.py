from functools import partial

import pytest

from tests.actions.test_races import at_once, issue_tokens
from tests.borough import Answer, Borough


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_it_is_given_once_however_many_give_it(knowsley: Borough) -> None:
    issue_tokens(knowsley, ["Priya", "Dev"])

    answers = at_once([partial(give, knowsley, who) for who in ("Priya", "Dev") for _ in range(8)])

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 15]


def give(borough: Borough, who: str) -> Answer:
    body = {"period": "2026-Q1", "level": "assure", "statement": "All is in hand."}
    return borough.as_(who).post(f"/priorities/{borough.youth.id}/assurances", body)
