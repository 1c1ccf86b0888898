from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from backend.audit.source import now
from backend.deals import operations as deals
from backend.deals.models import Party
from tests.actions.questions import (
    FORBIDDEN,
    GUARDED,
    HIDDEN,
    MALFORMED,
    STALE,
    WRONG_STATE,
    Body,
    Written,
    read,
    request,
)
from tests.deals.deeds import DEEDS
from tests.deals.round_table import TABLE_IN, RoundTable, left_by, settled, signed_by

AMEND: Final = DEEDS["amend_deal"]
WHY: Final[Body] = {"reason": "We learned more.", "objection_days": 14}


def amended(**parts: object) -> Body:
    return {**WHY, **parts}


def promise(table: RoundTable, name: str) -> str:
    return str(table.commitments[name].id)


def seat(table: RoundTable, name: str) -> str:
    return str(table.seats[name].id)


def change(name: str, **what: object) -> Callable[[RoundTable], Body]:
    return lambda table: amended(change=[{"commitment": promise(table, name), **what}])


def owned_by_pat(table: RoundTable) -> Body:
    return change("Remy", owner=str(table.borough.actor_id("Pat")))(table)


def judged_by_rhea(table: RoundTable) -> Body:
    return change("Bea", counterparty=seat(table, "Rhea"))(table)


def relying_on_una(table: RoundTable) -> Body:
    return change("Remy", conditions=[promise(table, "Una")])(table)


def another_of_remy(table: RoundTable) -> Body:
    return amended(
        add=[
            {
                "party": seat(table, "Remy"),
                "text": "Tell the neighbours",
                "measure": "A leaflet in every house",
                "due_on": "2027-05-01",
                "owner": str(table.borough.actor_id("Remy")),
                "counterparty": seat(table, "Rhea"),
            }
        ]
    )


def without_bea_s(table: RoundTable) -> Body:
    """Each party commits to something, so that Bea promises another thing instead."""
    instead = {**another_of_remy(table)["add"][0], "party": seat(table, "Bea")}
    return amended(remove=[promise(table, "Bea")], add=[instead])


# Una's commitment depends on Bea's; nothing depends on any other. Whoever made a commitment that is
# changed signs again, and so does whoever made it a condition: read off by hand.
WHO_SIGNS_AGAIN: Final[list[tuple[Callable[[RoundTable], Body], set[str]]]] = [
    (change("Rhea", text="Keep the paths lit until eleven"), {"Rhea"}),
    (change("Remy", measure="The beds are green"), {"Remy"}),
    (change("Remy", due_on="2027-09-30"), {"Remy"}),
    (change("Una", text="Run the larder on Sundays"), {"Una"}),
    (change("Una", conditions=[]), {"Una"}),
    (change("Bea", due_on="2027-09-30"), {"Bea", "Una"}),
    (change("Bea", text="Give bread to the larder"), {"Bea", "Una"}),
    (judged_by_rhea, {"Bea", "Una"}),
    (owned_by_pat, {"Remy"}),
    (relying_on_una, {"Remy"}),
    (another_of_remy, {"Remy"}),
    (without_bea_s, {"Bea", "Una"}),
    (lambda _: amended(goal="The park is safe."), set()),
    (lambda _: amended(title="A park for all"), set()),
    (lambda _: amended(notice_days=30), set()),
    (lambda _: amended(ends_on="2029-03-31"), set()),
]


def consents(table: RoundTable) -> dict[str, str]:
    shown = read(table.borough, "Rob", f"/deals/{table.deal.id}/parties")["results"]
    name_of = {str(party.id): name for name, party in table.seats.items()}
    return {name_of[one["id"]]: one["consent"] for one in shown}


@pytest.mark.parametrize(("body", "again"), WHO_SIGNS_AGAIN)
def test_it_asks_those_again_whose_promise_it_changes(
    active: RoundTable, body: Callable[[RoundTable], Body], again: set[str]
) -> None:
    asked = AMEND.ask(active, body=body(active))

    assert (asked.status, asked.body["state"], asked.body["current_number"]) == (200, "signing", 2)
    assert {name for name, consent in consents(active).items() if consent == "to_sign"} == again
    assert {consent for name, consent in consents(active).items() if name not in again} == {
        "may_decline"
    }


def test_it_asks_whoever_relied_on_what_was_released_since(active: RoundTable) -> None:
    """Neither the rows before the amendment nor those after it hold what Una relied on."""
    bea_s = active.commitment("Bea")
    active.act(
        "Rhea",
        deals.release_commitment,
        commitment_id=bea_s.id,
        version=bea_s.version,
        reason="The oven broke.",
    )
    instead = {**another_of_remy(active)["add"][0], "party": seat(active, "Bea")}

    AMEND.ask(active, body=amended(add=[instead]))

    asked = {name for name, consent in consents(active).items() if consent == "to_sign"}
    assert asked == {"Bea", "Una"}


def test_it_keeps_every_date_within_the_deal(active: RoundTable) -> None:
    asked = AMEND.ask(active, body=amended(ends_on="2027-01-31"))

    assert asked.refusal == GUARDED
    assert [one["code"] for one in asked.body["unmet"]] == ["commitment_out_of_period"]


def test_it_is_recorded(active: RoundTable) -> None:
    asked = AMEND.ask(active)

    assert [one.verb for one in asked.written] == [
        "commitment.amended_with_deal",
        "deal.amended",
        "deal.version_frozen",
        *["party.asked"] * 4,
    ]
    assert asked.written[1] == Written(
        "deal.amended",
        5,
        "Rhea",
        told=("Bea", "Remy", "Una"),
        given={"reason": "The oven comes late."},
    )


def test_it_tells_each_what_is_asked_of_them(active: RoundTable) -> None:
    asked = AMEND.ask(active)

    last_day = (now().date() + timedelta(days=14)).isoformat()
    told = {one.told: one.given for one in asked.written if one.verb == "party.asked"}
    assert told == {
        ("Bea",): {"number": 2},
        ("Una",): {"number": 2},
        ("Remy",): {"number": 2, "object_by": last_day},
        (): {"number": 2, "object_by": last_day},
    }


def test_it_shows_until_when_the_others_may_decline(active: RoundTable) -> None:
    AMEND.ask(active)

    shown = read(active.borough, "Rob", f"/deals/{active.deal.id}/parties")["results"]
    until = {one["id"]: one["decline_until"] for one in shown}
    assert until[seat(active, "Remy")] == (now().date() + timedelta(days=14)).isoformat()
    assert until[seat(active, "Bea")] is None


def test_it_keeps_each_signature_for_the_version_it_was_given_to(active: RoundTable) -> None:
    AMEND.ask(active)
    active.sign("Bea")

    shown = read(active.borough, "Rob", f"/deals/{active.deal.id}/signatures")["results"]
    assert [(one["for_version"], one["is_current"], one["is_verified"]) for one in shown] == [
        *[(1, False, True)] * 4,
        (2, True, True),
    ]


def test_it_asks_those_too_who_had_not_agreed_to_the_version_before(active: RoundTable) -> None:
    table = TABLE_IN["signing"](active.borough)
    signed_by(table, "Bea", "Una", "Rhea")

    AMEND.ask(table, body=amended(goal="The park is safe."))

    assert consents(table) == {
        "Rhea": "may_decline",
        "Bea": "may_decline",
        "Una": "may_decline",
        "Remy": "to_sign",
    }


def test_it_agrees_what_was_added_when_the_deal_is_active_again(active: RoundTable) -> None:
    AMEND.ask(active, body=another_of_remy(active))
    signed_by(active, "Remy", "Bea", "Una", "Rhea")

    [added] = active.deal.commitments.exclude(
        id__in=[one.id for one in active.commitments.values()]
    )
    assert (active.fresh().state, added.state) == ("active", "agreed")


def test_it_releases_what_was_removed_and_tells_whoever_relied_on_it(active: RoundTable) -> None:
    asked = AMEND.ask(active, body=without_bea_s(active))

    verbs = [one.verb for one in asked.written]
    assert verbs[:3] == [
        "commitment.released",
        "commitment.added_with_deal",
        "commitment.condition_lost",
    ]
    assert active.commitment("Bea").state == "released"
    assert asked.written[2].told == ("Una",)


def test_it_needs_nothing_of_whoever_kept_all_they_promised(active: RoundTable) -> None:
    kept = active.commitment("Remy")
    report = {"result": "kept", "report": "The beds are green."}
    active.act("Remy", deals.report_delivery, commitment_id=kept.id, version=3, **report)
    active.act("Rhea", deals.confirm_delivery, commitment_id=kept.id, version=4)

    asked = AMEND.ask(active)

    assert asked.status == 200


def test_it_changes_something(active: RoundTable) -> None:
    asked = AMEND.ask(active, body=amended(title="A park for everyone"))

    assert asked.refusal == (409, "nothing_amended", 0)


def test_it_leaves_no_party_without_a_commitment(active: RoundTable) -> None:
    asked = AMEND.ask(active, body=amended(remove=[promise(active, "Remy")]))

    assert (asked.refusal, asked.unmet) == (GUARDED, ["commitment_missing"])


def test_it_leaves_no_commitment_to_a_judge_who_left(active: RoundTable) -> None:
    left_by(active, "Remy")

    asked = AMEND.ask(active)

    assert (asked.refusal, asked.unmet) == (GUARDED, ["commitment_incomplete"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (change("Bea", due_on="2031-01-01"), "#/change/0/due_on"),
        (change("Bea", owner="00000000-0000-0000-0000-000000000000"), "#/change/0/owner"),
        (
            change("Bea", counterparty="00000000-0000-0000-0000-000000000000"),
            "#/change/0/counterparty",
        ),
        (
            lambda table: change("Bea", counterparty=seat(table, "Bea"))(table),
            "#/change/0/counterparty",
        ),
        (
            lambda table: change("Bea", conditions=[promise(table, "Bea")])(table),
            "#/change/0/conditions/0",
        ),
        (change("Bea", measure=""), "#/change/0/measure"),
        (change("Bea", colour="red"), "#/change/0/colour"),
        (lambda table: amended(remove=[seat(table, "Bea")]), "#/remove/0"),
        (lambda table: amended(remove=[promise(table, "Bea")] * 2), "#/remove/1"),
        (
            lambda table: amended(
                change=[{"commitment": promise(table, "Bea"), "text": "More"}] * 2
            ),
            "#/change/1/commitment",
        ),
        (
            lambda table: amended(
                add=[{**another_of_remy(table)["add"][0], "party": promise(table, "Bea")}]
            ),
            "#/add/0/party",
        ),
        (lambda _: amended(add=[{}], reason=""), "#/reason"),
        (lambda _: amended(ends_on="2026-11-30"), "#/ends_on"),
        (lambda _: amended(objection_days=0), "#/objection_days"),
        (lambda _: amended(objection_days=91), "#/objection_days"),
    ],
)
def test_it_points_at_what_is_wrong(
    active: RoundTable, body: Callable[[RoundTable], Body], pointer: str
) -> None:
    asked = AMEND.ask(active, body=body(active))

    assert asked.refusal == MALFORMED
    assert pointer in asked.pointers


def test_it_changes_nothing_that_was_settled(active: RoundTable) -> None:
    settled(active, "Bea")

    asked = AMEND.ask(active)

    assert (asked.refusal, asked.pointers) == (MALFORMED, ["#/change/0/commitment"])


@pytest.mark.parametrize("state", ["draft", "open", "fulfilled", "ended"])
def test_it_refuses_in_the_wrong_state(active: RoundTable, state: str) -> None:
    asked = AMEND.ask(TABLE_IN[state](active.borough), body=amended(title="A park"))

    assert asked.refusal == WRONG_STATE
    assert asked.body["current_state"] == state


def test_it_hides_what_you_cannot_see(active: RoundTable) -> None:
    drafted = TABLE_IN["draft"](active.borough)

    assert AMEND.ask(active, "Olga").refusal == HIDDEN
    assert AMEND.ask(drafted, "Rob", body=amended(title="A park")).refusal == HIDDEN


@pytest.mark.parametrize("who", ["Bea", "Rob", "Tracker", "Ada", "Audrey", "Pat"])
def test_it_forbids_what_is_the_facilitator_s(active: RoundTable, who: str) -> None:
    assert AMEND.ask(active, who, body={}).refusal == FORBIDDEN


def test_it_leaves_no_trace_when_it_refuses(active: RoundTable) -> None:
    assert AMEND.ask(active, version=7).refusal == STALE


def test_it_keeps_nothing_of_a_rehearsal(active: RoundTable) -> None:
    path = f"/deals/{active.deal.id}/amend?dry_run=true"
    body = amended(title="A park for all")

    asked = request(active.borough, "Rhea", "post", path, body, if_match='"4"')

    assert (asked.status, asked.body["current_number"], asked.trace) == (200, 2, 0)
    assert Party.objects.filter(deal=active.deal, must_sign=True).count() == 4
