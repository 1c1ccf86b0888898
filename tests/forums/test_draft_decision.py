from typing import Any

import pytest

from backend.forums import operations as forums
from backend.people.operations import appoint
from tests.actions.questions import FORBIDDEN, HIDDEN, MALFORMED, Written
from tests.forums import chamber
from tests.forums.consequences import deal_to_endorse
from tests.forums.sitting import Sitting
from tests.forums.voting import DRAFT, drafted, recorded, restricted
from tests.people.questions import NOWHERE


def faults(asked: Any) -> list[tuple[str, str]]:
    assert asked.refusal == MALFORMED
    return [(one["pointer"], one["code"]) for one in asked.body["errors"]]


def test_it_is_drafted_for_the_forum_alone(voting: Sitting) -> None:
    asked = DRAFT.ask(voting)

    assert (asked.status, asked.body["state"]) == (201, "drafted")
    assert (asked.body["restricted"], asked.body["reference"]) == (False, None)
    assert asked.written == (Written("decision.drafted", 1, "Sara"),)
    path = f"/decisions/{asked.body['id']}"
    assert asked.headers["Location"].endswith(path)
    readers = [voting.borough.as_(who).get(path).status_code for who in ("Mel", "Audrey", "Pat")]
    assert readers == [200, 200, 404]


def test_it_needs_no_item_yet(voting: Sitting) -> None:
    asked = DRAFT.ask(voting, body={"title": "Hub", "text": "Open it."})

    assert (asked.status, asked.body["item"]) == (201, None)


def test_it_is_as_restricted_as_its_item(voting: Sitting) -> None:
    asked = DRAFT.ask(voting, item=str(voting.hidden.id), restricted=False)

    assert (asked.status, asked.body["restricted"]) == (201, True)


def test_it_keeps_what_it_is_to_bring_about_in_full(voting: Sitting) -> None:
    plan = str(voting.borough.plan.id)

    asked = DRAFT.ask(voting, effects={"propose_actions": [{"plan": plan, "title": "Fit it out"}]})

    assert asked.body["effects"] == {
        "propose_actions": [
            {
                "plan": plan,
                "title": "Fit it out",
                "summary": "",
                "priority": None,
                "lead": None,
                "due_on": None,
            }
        ],
        "resolve_escalations": [],
        "refer_escalations": [],
        "approve_redatings": [],
        "endorse_deals": [],
    }


def test_it_knows_an_item_of_another_forum_no_better_than_none(voting: Sitting) -> None:
    growth = chamber.growth_forum(voting.borough)
    item = chamber.item_on(voting.borough, chamber.scheduled(voting.borough, growth))

    other, missing = DRAFT.ask(voting, item=str(item.id)), DRAFT.ask(voting, item=str(NOWHERE))

    assert faults(other) == [("#/item", "unknown_reference")]
    assert other.body["errors"] == missing.body["errors"]


def test_it_names_everything_unknown_at_its_place(voting: Sitting) -> None:
    nowhere, plan = str(NOWHERE), str(voting.borough.plan.id)
    effects = {
        "propose_actions": [
            {"plan": nowhere, "title": "One"},
            {"plan": plan, "title": "Two", "priority": nowhere, "lead": nowhere},
        ],
        "resolve_escalations": [{"escalation": nowhere, "answer": "Yes."}],
        "refer_escalations": [{"escalation": nowhere, "reason": "Not ours."}],
        "approve_redatings": [nowhere],
        "endorse_deals": [nowhere, nowhere],
    }

    asked = DRAFT.ask(voting, item=nowhere, effects=effects)

    at = "#/effects"
    assert faults(asked) == [
        ("#/item", "unknown_reference"),
        (f"{at}/propose_actions/0/plan", "unknown_reference"),
        (f"{at}/propose_actions/1/priority", "unknown_reference"),
        (f"{at}/propose_actions/1/lead", "unknown_reference"),
        (f"{at}/resolve_escalations/0/escalation", "unknown_reference"),
        (f"{at}/refer_escalations/0/escalation", "unknown_reference"),
        (f"{at}/approve_redatings/0", "unknown_reference"),
        (f"{at}/endorse_deals/0", "unknown_reference"),
        (f"{at}/endorse_deals/1", "unknown_reference"),
        (f"{at}/refer_escalations/0/escalation", "repeated"),
        (f"{at}/endorse_deals/1", "repeated"),
    ]


def test_it_endorses_no_deal_that_its_parties_alone_read(voting: Sitting) -> None:
    deal = deal_to_endorse(voting, "open")
    voting.borough.act(
        "Rhea", appoint, actor_id=voting.borough.actor_id("Sara"), role="facilitator", on_id=deal.id
    )

    asked = DRAFT.ask(voting, effects={"endorse_deals": [str(deal.id)]})

    assert voting.borough.as_("Sara").get(f"/deals/{deal.id}").status_code == 200
    assert faults(asked) == [("#/effects/endorse_deals/0", "unknown_reference")]


def test_it_takes_twenty_of_each_kind(voting: Sitting) -> None:
    asked = DRAFT.ask(voting, effects={"endorse_deals": [str(NOWHERE)] * 21})

    assert faults(asked) == [("#/effects/endorse_deals", "max_length")]


def test_it_undoes_a_decision_of_its_own_forum(voting: Sitting) -> None:
    earlier = recorded(voting)

    asked = DRAFT.ask(voting, undoes=str(earlier.id), undoing="supersedes")

    assert (asked.body["undoes"], asked.body["undoing"]) == (str(earlier.id), "supersedes")


def test_it_undoes_nothing_that_is_only_drafted(voting: Sitting) -> None:
    asked = DRAFT.ask(voting, undoes=str(drafted(voting).id), undoing="rescinds")

    assert faults(asked) == [("#/undoes", "unknown_reference")]


def test_it_says_what_it_undoes_and_how(voting: Sitting) -> None:
    silent = DRAFT.ask(voting, undoes=str(recorded(voting).id))
    aimless = DRAFT.ask(voting, undoing="rescinds")

    assert faults(silent) == [("#/undoing", "required")]
    assert faults(aimless) == [("#/undoes", "required")]


def test_it_undoes_only_what_is_as_restricted(voting: Sitting) -> None:
    open_one, hidden_one = recorded(voting), restricted(voting)

    closed = DRAFT.ask(voting, undoes=str(open_one.id), undoing="rescinds", restricted=True)
    public = DRAFT.ask(voting, undoes=str(hidden_one.id), undoing="rescinds")

    assert faults(closed) == [("#/undoes", "restricted_undoes_open")]
    assert faults(public) == [("#/undoes", "open_undoes_restricted")]


@pytest.mark.parametrize("who", ["Tom", "Mel", "Ada", "Audrey", "Pat", "Priya"])
def test_it_is_the_secretary_s_to_draft(voting: Sitting, who: str) -> None:
    assert DRAFT.ask(voting, who).refusal == FORBIDDEN


def test_it_is_of_a_forum_one_can_see(voting: Sitting) -> None:
    assert DRAFT.ask(voting, "Olga").refusal == HIDDEN


def test_it_keeps_to_the_secretary_s_own_forum(voting: Sitting) -> None:
    chamber.growth_forum(voting.borough)

    assert DRAFT.ask(voting, "Gus").refusal == FORBIDDEN


def test_it_takes_no_item_that_was_withdrawn(voting: Sitting) -> None:
    ahead = chamber.scheduled(voting.borough)
    item = chamber.item_on(voting.borough, ahead)
    voting.borough.act(
        "Sara",
        forums.withdraw_agenda_item,
        agenda_item_id=item.id,
        version=item.version,
        reason="It is settled.",
    )

    assert faults(DRAFT.ask(voting, item=str(item.id))) == [("#/item", "unknown_reference")]
