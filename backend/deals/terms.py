"""The terms of a deal as one document, its digest, and what a change of it asks of whom.

A party signs the SHA-256 of the document's canonical JSON (RFC 8785). It holds nothing but texts,
whole numbers, lists and objects with ASCII names, so that any implementation of the RFC gives the
same bytes. People stand in it by their ids: a name can be erased, what was signed cannot change.
"""

import hashlib
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from backend.audit.canonical import Plain, encode
from backend.deals.models import Commitment, Deal, Party, PrincipleLink
from backend.deals.models import CommitmentState as C

Terms = dict[str, Plain]

FORMAT: Final = "accord.deal.v1"


def terms_of(deal: Deal, *, number: int) -> Terms:
    """As the rows stand now; every list in the order of its ids."""
    parties = list(
        Party.objects.filter(deal=deal, ended_at=None).select_related("organisation").order_by("id")
    )
    commitments = Commitment.objects.standing().filter(deal=deal).exclude(state=C.RELEASED)
    principles = PrincipleLink.objects.filter(deal=deal, ended_at=None)
    return {
        "format": FORMAT,
        "deal": str(deal.id),
        "number": number,
        "title": deal.title,
        "goal": deal.goal,
        "starts_on": deal.starts_on.isoformat(),
        "ends_on": deal.ends_on.isoformat(),
        "notice_days": deal.notice_days,
        "principles": [
            {"principle": str(one.principle_id), "title": one.principle.title}
            for one in principles.select_related("principle").order_by("principle_id")
        ],
        "parties": [_party(one) for one in parties],
        "commitments": [promise_of(one) for one in commitments.order_by("id")],
    }


def _party(party: Party) -> Terms:
    return {
        "party": str(party.id),
        "organisation": str(party.organisation_id),
        "name": party.organisation.name,
        "kind": str(party.kind),
    }


def promise_of(commitment: Commitment) -> Terms:
    """What of a commitment is agreed; not what became of it."""
    due = commitment.due_on
    return {
        "commitment": str(commitment.id),
        "party": str(commitment.party_id),
        "text": commitment.text,
        "measure": commitment.measure,
        "due_on": due.isoformat() if due else None,
        "owner": _id(commitment.owner_id),
        "counterparty": _id(commitment.counterparty_id),
        "conditions": list(commitment.conditions),
    }


def _id(of: UUID | None) -> str | None:
    return str(of) if of else None


def digest_of(terms: Terms) -> str:
    """In lower-case hex."""
    return hashlib.sha256(encode(terms)).hexdigest()


def parties_affected(before: Terms, after: Terms) -> set[UUID]:
    """Who must sign again: every party one of whose commitments was added, taken away or changed
    (its text, measure, date, owner, counterparty or conditions), and every party whose condition
    names a commitment that was: what it relied on is no longer what it was.
    """
    old, new = _promises(before), _promises(after)
    changed = {one for one in old.keys() | new.keys() if old.get(one) != new.get(one)}
    touched = [known[one] for one in changed for known in (old, new) if one in known]
    relying = [one for known in (old, new) for one in known.values() if changed & _conditions(one)]
    return {UUID(str(one["party"])) for one in (*touched, *relying)}


def _promises(terms: Terms) -> dict[str, Terms]:
    listed: Iterable[Terms] = terms["commitments"]  # type: ignore[assignment]  # as terms_of makes them
    return {str(one["commitment"]): one for one in listed}


def _conditions(promise: Terms) -> set[str]:
    named: Iterable[str] = promise["conditions"]  # type: ignore[assignment]  # likewise
    return set(named)
