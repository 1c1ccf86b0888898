"""What happens in one round: some weeks in the life of a partnership, by its own operations."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any  # operations are of many shapes
from uuid import UUID

from backend.actions import operations as actions
from backend.actions.models import Action, Confidence, EvidenceKind, RiskCause
from backend.actions.models.parts import Contribution
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals import operations as deals
from backend.forums import operations as forums
from backend.forums.models import Decision, Forum
from backend.people import operations as people
from backend.people.models import Appointment, Profile
from tests.borough import Borough
from tests.deals.granting import accounted_grant, fund_of, paid_grant, refused_grant
from tests.deals.round_table import RoundTable, active, settled, signing
from tests.forums import rungs
from tests.forums.chamber import (
    attend,
    chair_of,
    fresh,
    growth_forum,
    in_session,
    item_on,
    minuted,
    moved,
    restricted_item_on,
    scheduled,
    secretary_of,
)

DUE = date(2030, 3, 31)
MOST_AT_ONCE = 500
TIMES_AT_RISK = 3
LONG = "Two of the three youth workers have left, and the agency can send nobody before spring."
RISK = {
    "cause": RiskCause.CAPACITY,
    "explanation": LONG,
    "mitigation": "Agency staff from January.",
    "recovery_expected_on": date(2029, 2, 1),
}


@contextmanager
def unit_by(borough: Borough, name: str) -> Iterator[Unit]:
    with unit_of_work(by=borough.who(name), at=now()) as unit:
        yield unit


def a_round(borough: Borough, number: int, *, size: int, leavers: int) -> None:
    """In the partnership that has forums, funds and deals."""
    course_of_actions(borough, number, size, sponsor="Priya", lead="Rhea")
    people_come_and_go(borough, number, leavers)
    the_forums_meet(borough, number)
    partners_agree(borough, number)
    money_is_granted(borough)


def a_round_next_door(borough: Borough, number: int, *, size: int) -> None:
    course_of_actions(borough, number, size, sponsor="Olga", lead="Olga")


def course_of_actions(borough: Borough, number: int, size: int, *, sponsor: str, lead: str) -> None:
    ours = propose(borough, number, size, sponsor)
    ours = move(borough, sponsor, "start_action", ours)
    plan_in_detail(borough, ours[: size // 2], sponsor)
    if lead != sponsor:
        report(borough, ours, lead)
    for _ in range(TIMES_AT_RISK):
        at_risk = move(borough, sponsor, "flag_action_at_risk", part(ours, 0, 1), **RISK)
        move(borough, sponsor, "recover_action", at_risk, what_changed="Both posts are filled.")
    redate(borough, part(ours, 1, 5), sponsor)
    show(borough, part(ours, 2, 3), sponsor)
    done = move(borough, sponsor, "complete_action", part(ours, 2, 3), statement="All are open.")
    move(borough, sponsor, "reopen_action", done[:3], reason="One has closed again.")
    gone = move(borough, sponsor, "withdraw_action", part(ours, 4, 6), reason="Not funded.")
    move(borough, sponsor, "reinstate_action", gone[:3], reason="It is funded after all.")


def part(rows: Sequence[Action], first: int, of: int) -> list[Action]:
    """Every so many, as they are now and not yet closed."""
    ids = [one.id for one in rows[first::of]]
    known = Action.objects.in_bulk(ids)
    return [known[one] for one in ids if not known[one].is_closed]


def propose(borough: Borough, number: int, size: int, sponsor: str) -> list[Action]:
    with unit_by(borough, sponsor) as unit:
        return [
            actions.propose_action(
                unit,
                plan_id=borough.plan.id,
                title=f"Round {number:03}, number {place:03}",
                summary="A place to go for everyone under twenty-five, “in every township”.",
                priority_id=borough.youth.id,
                lead_id=borough.council.id,
                due_on=DUE + timedelta(days=place % 30),
            )
            for place in range(size)
        ]


def move(
    borough: Borough, sponsor: str, operation: str, rows: Sequence[Action], **inputs: Any
) -> list[Action]:
    moved_on: list[Action] = []
    for start in range(0, len(rows), MOST_AT_ONCE):
        some = part(rows[start : start + MOST_AT_ONCE], 0, 1) if _needs_open(operation) else rows
        items = [actions.Item(operation, one.id, one.version, inputs) for one in some]
        with unit_by(borough, sponsor) as unit:
            verdicts = actions.transition_actions(unit, items=items, mode="atomic")
        moved_on += [one.action for one in verdicts if one.action is not None]
    return moved_on


def _needs_open(operation: str) -> bool:
    return operation not in {"reopen_action", "reinstate_action"}


def plan_in_detail(borough: Borough, rows: Sequence[Action], sponsor: str) -> None:
    with unit_by(borough, sponsor) as unit:
        for action in rows:
            milestones = [
                actions.add_milestone(
                    unit,
                    action_id=action.id,
                    title=f"Step {step}",
                    due_on=DUE - timedelta(days=step),
                    mandatory=False,
                )
                for step in (1, 2)
            ]
            actions.complete_milestone(
                unit,
                milestone_id=milestones[0].id,
                version=milestones[0].version,
                completed_on=unit.on,
            )
    with unit_by(borough, sponsor) as unit:
        for action, before in zip(rows[1::9], rows[::9], strict=False):
            actions.add_dependency(unit, action_id=action.id, predecessor_id=before.id)
    if borough.housing != borough.council:
        share(borough, rows[::4], sponsor)


def share(borough: Borough, rows: Sequence[Action], sponsor: str) -> None:
    with unit_by(borough, sponsor) as unit:
        for action in rows:
            actions.add_contributor(
                unit, action_id=action.id, organisation_id=borough.housing.id, part="Rooms"
            )
    given = Contribution.objects.filter(action__in=[one.id for one in rows[::3]]).order_by("id")
    with unit_by(borough, sponsor) as unit:
        for one in list(given):
            actions.remove_contributor(
                unit, contribution_id=one.id, version=one.version, reason="Has none to spare."
            )


def report(borough: Borough, rows: Sequence[Action], lead: str) -> None:
    with unit_by(borough, lead) as unit:
        for place, action in enumerate(rows):
            actions.update_action(
                unit,
                action_id=action.id,
                narrative=f"{LONG} Week {place % 52}.",
                percent_complete=place % 100,
                confidence=Confidence.AMBER,
            )
    claimed = part(rows, 0, 8)
    with unit_by(borough, lead) as unit:
        for action in claimed:
            actions.claim_action_complete(
                unit, action_id=action.id, version=action.version, statement="All is done."
            )
    with unit_by(borough, "Priya") as unit:
        for action in part(claimed, 0, 1):
            actions.decline_action_claim(
                unit, action_id=action.id, version=action.version, reason="Two are still closed."
            )


def redate(borough: Borough, rows: Sequence[Action], sponsor: str) -> None:
    with unit_by(borough, sponsor) as unit:
        for action in rows:
            actions.reschedule_action(
                unit,
                action_id=action.id,
                version=action.version,
                due_on=DUE + timedelta(days=90),
                reason="The builders come in May.",
            )


def show(borough: Borough, rows: Sequence[Action], sponsor: str) -> None:
    with unit_by(borough, sponsor) as unit:
        for action in rows:
            actions.add_evidence(
                unit,
                action_id=action.id,
                kind=EvidenceKind.STATEMENT,
                title="Opening report",
                content="Five centres are open, each on four evenings of the week.",
                dated_on=unit.on,
            )


def people_come_and_go(borough: Borough, number: int, leavers: int) -> None:
    """Those who leave have represented the council for a while, and ask to be forgotten."""
    with unit_by(borough, "Ada") as unit:
        newcomers = [_newcomer(unit, borough, f"Lee {number:03}/{one}") for one in range(leavers)]
        for profile in newcomers:
            people.appoint(
                unit,
                actor_id=profile.actor_id,
                role="representative",
                on_id=borough.council.id,
                reason="For the time of the project.",
            )
    held = Appointment.objects.filter(actor__in=[one.actor_id for one in newcomers[::2]])
    with unit_by(borough, "Ada") as unit:
        for appointment in list(held.order_by("id")):
            people.end_appointment(
                unit,
                appointment_id=appointment.id,
                version=appointment.version,
                reason="The project has ended.",
            )
    for profile in newcomers:
        borough.act(
            "Ada",
            people.erase_person,
            profile_id=profile.id,
            version=profile.version,
            reason="Asked for it.",
        )


def _newcomer(unit: Unit, borough: Borough, name: str) -> Profile:
    return people.add_person(
        unit,
        kind="person",
        name=name,
        email=f"{name.lower().replace(' ', '.').replace('/', '.')}@knowsley.test",
        organisation_id=borough.council.id,
    )


def the_forums_meet(borough: Borough, number: int) -> None:
    growth = growth_forum(borough)
    escalation = rungs.acknowledged(borough)
    rungs.withdrawn(borough)
    returned = rungs.returned(borough)
    rungs.moved(
        borough, returned, forums.resubmit_escalation, by="Priya", reply="Forty thousand pounds."
    )
    rungs.referred(borough)
    hold(borough, borough.board, number, ("Mel", "Nia", "Olu"))
    decision = hold(borough, growth, number, ("Ivy", "Jon"))
    rungs.moved(
        borough,
        escalation,
        forums.resolve_escalation,
        decision_id=decision.id,
        answer=rungs.ANSWER,
    )
    moved(borough, scheduled(borough), forums.cancel_meeting, reason="Too few can come.")


def hold(borough: Borough, forum: Forum, number: int, members: Sequence[str]) -> Decision:
    """A meeting from its agenda to its minutes; what it decided of the item everyone may read."""
    meeting = in_session(borough, forum)
    attend(borough, meeting, *members)
    hidden = restricted_item_on(borough, meeting)
    borough.act(
        secretary_of(borough, forum.id),
        forums.declare_interest,
        agenda_item_id=hidden.id,
        nature="Owns the site next to it.",
        member_id=borough.actor_id(members[-1]),
    )
    decided = [
        decide(borough, forum, item.id, number, voters)
        for item, voters in ((hidden, members[:-1]), (item_on(borough, meeting), members))
    ]
    moved(borough, meeting, forums.close_meeting)
    minuted(borough, meeting)
    moved(borough, meeting, forums.circulate_minutes)
    borough.act(
        chair_of(borough, forum.id),
        forums.approve_minutes,
        meeting_id=meeting.id,
        version=fresh(meeting).version,
        procedure="All members agreed by e-mail.",
    )
    return decided[-1]


def decide(
    borough: Borough, forum: Forum, item_id: UUID, number: int, voters: Sequence[str]
) -> Decision:
    drafted: Decision = borough.act(
        secretary_of(borough, forum.id),
        forums.draft_decision,
        forum_id=forum.id,
        item_id=item_id,
        title=f"Open the hub of round {number:03}",
        text="The hub opens in March, run by the council and the housing group together.",
    )
    borough.act(
        secretary_of(borough, forum.id),
        forums.record_decision,
        decision_id=drafted.id,
        version=drafted.version,
        in_favour=[borough.actor_id(name) for name in voters],
    )
    recorded = Decision.objects.get(id=drafted.id)
    borough.act(
        chair_of(borough, forum.id),
        forums.ratify_decision,
        decision_id=recorded.id,
        version=recorded.version,
    )
    return Decision.objects.get(id=drafted.id)


def partners_agree(borough: Borough, number: int) -> None:
    table = active(borough)
    deliver(table)
    settled(table, "Una", "Remy")
    open_still = signing(borough)
    if number % 2:
        open_still.move(
            "Bea",
            deals.decline_deal,
            party_id=open_still.seats["Bea"].id,
            reason="We bake less than we did.",
        )


def deliver(table: RoundTable) -> None:
    """Rhea kept hers and Bea agrees; Bea hers, and Una does not."""
    for name, judge, judged in (
        ("Rhea", "Bea", deals.confirm_delivery),
        ("Bea", "Una", deals.dispute_delivery),
    ):
        table.act(
            name,
            deals.report_delivery,
            commitment_id=table.commitments[name].id,
            version=table.commitment(name).version,
            result="kept",
            report="Every evening.",
        )
        disputed = {} if judge == "Bea" else {"result": "partly_kept", "answer": "Not in June."}
        table.act(
            judge,
            judged,
            commitment_id=table.commitments[name].id,
            version=table.commitment(name).version,
            **disputed,
        )


def money_is_granted(borough: Borough) -> None:
    for granted in (accounted_grant, paid_grant):
        granted(borough, applied=1_000, fund_id=fund_of(borough).id)
    refused_grant(borough, applied=1_000)
