from functools import partial

import pytest

from backend.actions.models import Update
from backend.audit.models import Entry
from tests.actions.subjects import link_to, report
from tests.actions.test_races import at_once
from tests.actions.test_report_by_link import without_token
from tests.borough import Borough, action_in_progress


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_it_is_used_once_by_many_at_once(knowsley: Borough) -> None:
    action = action_in_progress(knowsley)
    link = link_to(knowsley, action)
    body = {**report(knowsley), "link": link}

    answers = at_once([partial(without_token, body) for _ in range(20)])

    assert sorted(one.status_code for one in answers) == [201] + [404] * 19
    assert Update.objects.count() == 1
    assert Entry.objects.filter(verb="update_link.used").count() == 1
