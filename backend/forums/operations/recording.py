"""Recording freezes a decision and its count, and brings about what was decided, in one unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from backend.audit.days import day_of
from backend.audit.unit import Unit
from backend.errors import Fault, InputRefused
from backend.forums.deciding import DecisionFacts, Votes
from backend.forums.effects import ANSWERS, REFERRALS
from backend.forums.models import AgendaItem, Decision, Escalation, Outcome, Undoing
from backend.forums.moves.decisions import DECISIONS
from backend.forums.operations.bringing_about import bring_about, hold_what_it_touches
from backend.forums.operations.convening import everyone_at_forum, refuse_unmet
from backend.forums.operations.opening import held_forums, locked_at_forum, refuse_stale
from backend.forums.operations.reporting import place_reports
from backend.forums.policy import require_at, require_recorder
from backend.people.policy import Standing


@dataclass(frozen=True)
class Urgency:
    """Why it could not wait for a meeting, and whom the chair consulted."""

    reason: str
    consulted: str


@dataclass(frozen=True)
class DecisionMoved:
    """`changed` is False when the decision was already there: no entry, the same version."""

    decision: Decision
    changed: bool = True


def record_decision(
    unit: Unit,
    *,
    decision_id: UUID,
    version: int,
    in_favour: Sequence[UUID] = (),
    against: Sequence[UUID] = (),
    abstained: Sequence[UUID] = (),
    decided_at: datetime | None = None,
    is_indicative: bool = False,
    urgency: Urgency | None = None,
) -> DecisionMoved:
    """In the session of its meeting; or by the chair alone, who reports it to the next one."""
    decision = _locked(unit, decision_id)
    standing = require_recorder(unit.by, decision, urgent=urgency is not None)
    if settled_decision(decision, operation="record_decision", version=version):
        return DecisionMoved(decision, changed=False)
    hold_what_it_touches(unit, decision=decision)
    facts = DecisionFacts(
        decision,
        unit.by,
        decided_at or unit.at,
        is_urgent=urgency is not None,
        is_indicative=is_indicative,
        votes=Votes(in_favour, against, abstained),
    )
    _refuse_bad_count(unit, facts)
    move = DECISIONS.named["record_decision"]
    refuse_unmet([*DECISIONS.unmet(decision, move, unit.by, facts), *facts.obstacles])
    _freeze(unit, facts, urgency)
    _carry_out(unit, facts, standing)
    if urgency is not None:
        place_reports(unit, forum=decision.forum)
    return DecisionMoved(decision)


def ratify_decision(unit: Unit, *, decision_id: UUID, version: int) -> DecisionMoved:
    decision = locked_at_forum(unit, model=Decision, row_id=decision_id)
    standing = require_at(unit.by, "ratify_decision", decision.forum_id)
    if settled_decision(decision, operation="ratify_decision", version=version):
        return DecisionMoved(decision, changed=False)
    decision.ratify(at=unit.at)
    told = everyone_at_forum(unit, forum_id=decision.forum_id)
    unit.record("decision.ratified", decision, org=standing.org, told=told)
    return DecisionMoved(decision)


def settled_decision(decision: Decision, *, operation: str, version: int) -> bool:
    """412, nothing to do, 409 state: in that order."""
    move = DECISIONS.named[operation]
    refuse_stale(decision, version)
    if DECISIONS.is_settled(decision, move):
        return True
    DECISIONS.refuse_wrong_state(decision, move)
    return False


def _locked(unit: Unit, decision_id: UUID) -> Decision:
    """With its forum and those of every ladder that it may move, locked before it; the item and
    its meeting are loaded. Raises NotVisible.
    """
    own = Decision.objects.filter(partnership_id=unit.by.partnership_id, id=decision_id)
    drafted = own.values_list("forum_id", "effects").first()
    if drafted is not None:
        forum_id, effects = drafted
        held_forums(unit, forum_ids=[forum_id, *_ladders_of(unit, effects)])
    decision = locked_at_forum(unit, model=Decision, row_id=decision_id)
    if decision.item_id is not None:
        # Its forum is locked, and so the meeting stays as it is.
        decision.item = AgendaItem.objects.select_related("meeting").get(id=decision.item_id)
    return decision


def _ladders_of(unit: Unit, effects: dict[str, list[dict[str, str]]]) -> list[UUID]:
    named = [one["escalation"] for kind in (ANSWERS, REFERRALS) for one in effects.get(kind, ())]
    rows = Escalation.objects.filter(partnership_id=unit.by.partnership_id, id__in=named)
    ladders = rows.values_list("ladder", flat=True)
    return [UUID(rung["forum"]) for ladder in ladders for rung in ladder]


def _refuse_bad_count(unit: Unit, facts: DecisionFacts) -> None:
    """Raises InputRefused. Out of session nobody counts, and that is what is told then."""
    if facts.is_in_session and not facts.is_urgent:
        faults = _wrong_time(unit, facts) or _wrong_votes(facts)
        if faults:
            raise InputRefused(faults)


def _wrong_time(unit: Unit, facts: DecisionFacts) -> list[Fault]:
    assert facts.meeting is not None
    opened_at = facts.meeting.opened_at
    if facts.at > unit.at:
        sentence = "Enter a time that is not in the future."
        return [Fault("in_the_future", sentence, "#/decided_at")]
    if opened_at is not None and facts.at < opened_at:
        sentence = "The meeting was not in session yet. Enter a later time."
        return [Fault("before_the_session", sentence, "#/decided_at")]
    return []


def _wrong_votes(facts: DecisionFacts) -> list[Fault]:
    assert facts.votes is not None
    lists = {name: getattr(facts.votes, name) for name in ("in_favour", "against", "abstained")}
    places = [
        (f"#/{name}/{place}", member)
        for name, members in lists.items()
        for place, member in enumerate(members)
    ]
    seen: set[UUID] = set()
    faults = []
    for pointer, member in places:
        if member in seen:
            faults.append(Fault("repeated", "Each member votes once. Take one out.", pointer))
        elif member not in facts.sitting.counted:
            sentence = "They do not count for this item: no member, not there, or with an interest."
            faults.append(Fault("not_counted", sentence, pointer))
        seen.add(member)
    return faults


def _freeze(unit: Unit, facts: DecisionFacts, urgency: Urgency | None) -> None:
    decision, sitting, rule = facts.decision, facts.sitting, facts.rule
    assert facts.votes is not None
    decision.rule, decision.consensus_minus = rule.majority, rule.consensus_minus
    decision.quorum_needed = sitting.needed(rule)
    decision.eligible = _named(sitting.eligible)
    decision.present = _named(sitting.present)
    decision.excluded = _named(sitting.excluded)
    decision.in_favour = _named(facts.votes.in_favour)
    decision.against = _named(facts.votes.against)
    decision.abstained = _named(facts.votes.abstained)
    decision.is_quorate = None if urgency else sitting.is_quorate(rule)
    decision.is_indicative = facts.is_indicative
    decision.outcome = Outcome.CARRIED if facts.is_carried else Outcome.LOST
    if urgency is not None:
        decision.item = None
        decision.urgency, decision.consulted = urgency.reason, urgency.consulted
    _number(decision, day_of(facts.at).year)
    decision.record(at=unit.at, decided_at=facts.at)
    decision.audience = decision.audience_in


def _named(members: Iterable[UUID]) -> list[str]:
    return sorted(map(str, members))


def _number(decision: Decision, year: int) -> None:
    """The next of its series: nobody else gives one while the forum is locked."""
    series = Decision.objects.filter(
        forum=decision.forum_id, restricted=decision.restricted, year=year
    )
    last: int | None = series.aggregate(last=Max("number"))["last"]
    decision.year, decision.number = year, (last or 0) + 1
    kind = "R" if decision.restricted else ""
    decision.reference = f"{decision.forum.code}-{year}-{kind}{decision.number:03}"


def _carry_out(unit: Unit, facts: DecisionFacts, standing: Standing) -> None:
    """The entries of a unit share the id of its first as their cause: of a restricted decision what
    everyone may read comes first, so that no entry of theirs names one that is hidden.
    """
    decision = facts.decision
    if decision.restricted and facts.binds:
        bring_about(unit, decision=decision, standing=standing)
    told = everyone_at_forum(unit, forum_id=decision.forum_id)
    unit.record("decision.recorded", decision, org=standing.org, told=told)
    if not decision.restricted and facts.binds:
        bring_about(unit, decision=decision, standing=standing)
    if decision.undoes is not None and facts.binds:
        _undo(unit, decision, decision.undoes, standing)


def _undo(unit: Unit, decision: Decision, earlier: Decision, standing: Standing) -> None:
    """Of the same forum, which is locked."""
    told = everyone_at_forum(unit, forum_id=decision.forum_id)
    if decision.undoing == Undoing.SUPERSEDES:
        earlier.supersede()
        unit.record("decision.superseded", earlier, org=standing.org, told=told, by=decision.id)
    else:
        earlier.rescind()
        unit.record("decision.rescinded", earlier, org=standing.org, told=told, by=decision.id)
