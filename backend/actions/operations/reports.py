import hashlib
from dataclasses import replace
from datetime import date
from uuid import UUID

from backend.actions.confidence import Facts, computed, is_more_optimistic
from backend.actions.models import LIVE, Action, Confidence, Evidence, EvidenceKind, Update
from backend.actions.operations.desk import Desk, holders_at, opened_at
from backend.actions.operations.opening import future_faults, opened
from backend.actions.operations.reporting import answer_update_request, open_update_request
from backend.actions.operations.telling import acting_for
from backend.actions.policy import BY_THE_LEAD
from backend.actions.ratings import facts_of
from backend.audit.unit import Unit
from backend.errors import Conflict, Fault, GuardFailed, InputRefused, Unmet, WrongState


class NoOpenClaim(Conflict):
    """Nobody has claimed that the action is complete."""

    code = "no_open_claim"


class ClaimOpen(Conflict):
    """A claim is already waiting for the sponsor."""

    code = "claim_open"


def update_action(
    unit: Unit,
    *,
    action_id: UUID,
    narrative: str,
    percent_complete: int,
    confidence: Confidence,
    justification: str = "",
    desk: Desk | None = None,
) -> Update:
    """A report of the lead: the action itself stays as it is."""
    action, standing = opened_at(
        unit, desk=desk, operation="update_action", action_id=action_id, version=None
    )
    refuse_unless_live(action, "report on it")
    if not justification:
        facts = desk.facts_of(action) if desk else facts_of(action, on=unit.on)
        _refuse_unjustified(facts, confidence)
    update = Update(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        author_id=unit.by.id,
        narrative=narrative,
        percent_complete=percent_complete,
        confidence=confidence,
        justification=justification,
        reported_at=unit.at,
    )
    unit.record("action.updated", update, org=standing.org)
    asked = desk.take_update_request(action.id) if desk else open_update_request(action.id)
    answer_update_request(unit, request=asked, update=update, org=standing.org)
    return update


def _refuse_unjustified(facts: Facts, confidence: Confidence) -> None:
    """Raises GuardFailed where the rules are less confident, the report itself being fresh."""
    found = computed(replace(facts, reported_on=facts.on))
    if found is None or not is_more_optimistic(confidence, found.rag):
        return
    raise GuardFailed(
        [
            Unmet(
                "justification_missing",
                f"By rule {found.number}, {found.code}, this action is {found.rag}: "
                f"{found.rule.title}. Say in justification why you are more confident, "
                f"or declare {found.rag}.",
                BY_THE_LEAD,
            )
        ]
    )


def add_evidence(
    unit: Unit,
    *,
    action_id: UUID,
    kind: EvidenceKind,
    title: str,
    content: str,
    dated_on: date,
    expires_on: date | None = None,
    sha256: str = "",
) -> Evidence:
    action, standing = opened(unit, operation="add_evidence", action_id=action_id, version=None)
    refuse_unless_live(action, "add evidence to it")
    # Of a document elsewhere only its giver knows the hash; a statement stands here to be hashed.
    words = hashlib.sha256(content.encode()).hexdigest() if kind == EvidenceKind.STATEMENT else ""
    faults = [
        *future_faults(day=dated_on, today=unit.on, pointer="#/dated_on"),
        *_expiry_faults(dated_on, expires_on),
        *_hash_faults(words, sha256),
        *_address_faults(kind, content),
    ]
    if faults:
        raise InputRefused(faults)
    evidence = Evidence(
        partnership_id=action.partnership_id,
        audience=action.audience,
        action=action,
        author_id=unit.by.id,
        kind=kind,
        title=title,
        content=content,
        dated_on=dated_on,
        expires_on=expires_on,
        sha256=words or sha256,
    )
    return unit.record(
        "evidence.added", evidence, org=standing.org, on_behalf_of=standing.on_behalf_of
    )


def _expiry_faults(dated_on: date, expires_on: date | None) -> list[Fault]:
    if expires_on is None or expires_on >= dated_on:
        return []
    sentence = "Enter a last day that is not before the date of the evidence."
    return [Fault("expires_before_its_date", sentence, "#/expires_on")]


def _address_faults(kind: EvidenceKind, content: str) -> list[Fault]:
    if kind != EvidenceKind.LINK or content.startswith(("https://", "http://")):
        return []
    sentence = "Enter an address that begins with https:// or http://."
    return [Fault("format", sentence, "#/content")]


def _hash_faults(words: str, sha256: str) -> list[Fault]:
    if not words or not sha256 or sha256 == words:
        return []
    sentence = "This is not the SHA-256 of the statement in UTF-8. Leave it out, or send it anew."
    return [Fault("hash_differs", sentence, "#/sha256")]


def claim_action_complete(
    unit: Unit, *, action_id: UUID, version: int, statement: str, desk: Desk | None = None
) -> Action:
    """The lead says it is done; the sponsor completes it or declines the claim."""
    action, standing = opened_at(
        unit, desk=desk, operation="claim_action_complete", action_id=action_id, version=version
    )
    refuse_unless_live(action, "claim that it is complete")
    if action.claimed_at is not None:
        raise ClaimOpen("A claim is already waiting for the Executive Sponsor.")
    action.claim(by=unit.by.id, at=unit.at, statement=statement)
    told = holders_at(unit, desk=desk, action=action).sponsors_of(action.priority_id)
    return unit.record(
        "action.completion_claimed",
        action,
        org=standing.org,
        told=[one for one in told if one != unit.by.id],
    )


def decline_action_claim(
    unit: Unit, *, action_id: UUID, version: int, reason: str, desk: Desk | None = None
) -> Action:
    action, standing = opened_at(
        unit, desk=desk, operation="decline_action_claim", action_id=action_id, version=version
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


def retract_action_claim(
    unit: Unit, *, action_id: UUID, version: int, reason: str, desk: Desk
) -> Action:
    """Internal: part of a partner system's sync, when what it called done goes on there."""
    action, standing = opened_at(
        unit, desk=desk, operation="claim_action_complete", action_id=action_id, version=version
    )
    action.drop_claim()
    told = desk.holders.sponsors_of(action.priority_id)
    return unit.record(
        "action.claim_retracted",
        action,
        org=standing.org,
        told=[one for one in told if one != unit.by.id],
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
