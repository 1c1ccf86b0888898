from datetime import date
from uuid import UUID

from backend.actions.models import LIVE, Action, Confidence, Evidence, EvidenceKind, Update
from backend.actions.operations.opening import opened, refuse_future
from backend.actions.operations.reporting import answer_update_request
from backend.actions.operations.telling import acting_for, sponsors_of
from backend.audit.unit import Unit
from backend.errors import Conflict, WrongState


class NoOpenClaim(Conflict):
    """Nobody has claimed that the action is complete."""

    code = "no_open_claim"


class ClaimOpen(Conflict):
    """A claim is already waiting for the sponsor."""

    code = "claim_open"


def update_action(
    unit: Unit, *, action_id: UUID, narrative: str, percent_complete: int, confidence: Confidence
) -> Update:
    """A report of the lead: the action itself stays as it is."""
    action, standing = opened(unit, operation="update_action", action_id=action_id, version=None)
    refuse_unless_live(action, "report on it")
    update = Update(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        author_id=unit.by.id,
        narrative=narrative,
        percent_complete=percent_complete,
        confidence=confidence,
        reported_at=unit.at,
    )
    unit.record("action.updated", update, org=standing.org)
    answer_update_request(unit, update=update, org=standing.org)
    return update


def add_evidence(
    unit: Unit, *, action_id: UUID, kind: EvidenceKind, title: str, content: str, dated_on: date
) -> Evidence:
    action, standing = opened(unit, operation="add_evidence", action_id=action_id, version=None)
    refuse_unless_live(action, "add evidence to it")
    refuse_future(unit, day=dated_on, pointer="#/dated_on")
    evidence = Evidence(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        author_id=unit.by.id,
        kind=kind,
        title=title,
        content=content,
        dated_on=dated_on,
    )
    return unit.record(
        "evidence.added", evidence, org=standing.org, on_behalf_of=standing.on_behalf_of
    )


def claim_action_complete(unit: Unit, *, action_id: UUID, version: int, statement: str) -> Action:
    """The lead says it is done; the sponsor completes it or declines the claim."""
    action, standing = opened(
        unit, operation="claim_action_complete", action_id=action_id, version=version
    )
    refuse_unless_live(action, "claim that it is complete")
    if action.claimed_at is not None:
        raise ClaimOpen("A claim is already waiting for the Executive Sponsor.")
    action.claim(by=unit.by.id, at=unit.at, statement=statement)
    return unit.record(
        "action.completion_claimed",
        action,
        org=standing.org,
        told=sponsors_of(action.priority_id, at=unit.at),
    )


def decline_action_claim(unit: Unit, *, action_id: UUID, version: int, reason: str) -> Action:
    action, standing = opened(
        unit, operation="decline_action_claim", action_id=action_id, version=version
    )
    if action.claimed_by_id is None:
        raise NoOpenClaim("There is no open claim on this action, so none can be declined.")
    told = {action.claimed_by_id, *acting_for(action.lead_id, at=unit.at)}
    action.drop_claim()
    return unit.record(
        "action.claim_declined",
        action,
        org=standing.org,
        on_behalf_of=standing.on_behalf_of,
        told=told,
        reason=reason,
    )


def refuse_unless_live(action: Action, deed: str) -> None:
    """Raises WrongState; `deed` completes "so you cannot …"."""
    if action.state not in LIVE:
        raise WrongState(
            f"This action is {str(action.state).replace('_', ' ')}, so you cannot {deed}. "
            "It must be in progress or at risk.",
            current_state=action.state,
        )
