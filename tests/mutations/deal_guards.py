"""Guards of deals, commitments and grants, and the edit that takes each away."""

from typing import Final

from tests.mutations.guards import Mutation

DEALS: Final = "deals"
DEAL_MOVES: Final = "backend/deals/moves/{}.py"
DEAL_OPERATIONS: Final = "backend/deals/operations/{}.py"

MUTATIONS: Final = (
    Mutation(
        "deal: two kinds of party",
        DEAL_MOVES.format("deals"),
        'Move("open_deal", "open", (parties_missing,))',
        'Move("open_deal", "open")',
        "open_deal",
        DEALS,
    ),
    Mutation(
        "deal: each party commits",
        DEAL_MOVES.format("deals"),
        "                commitment_missing,\n",
        "",
        "call_for_signatures",
        DEALS,
    ),
    Mutation(
        "deal: complete commitments",
        DEAL_MOVES.format("deals"),
        "                commitment_incomplete,\n",
        "",
        "call_for_signatures",
        DEALS,
    ),
    Mutation(
        "deal: open commitments",
        DEAL_MOVES.format("deals"),
        '"fulfil", (open_commitments,)',
        '"fulfil"',
        "fulfil_deal",
        DEALS,
    ),
    Mutation(
        "signing: the digest",
        DEAL_OPERATIONS.format("signing"),
        "if digest != frozen.digest:",
        "if False:",
        "sign_deal",
        DEALS,
    ),
    Mutation(
        "signing: whose seat",
        DEAL_OPERATIONS.format("signing"),
        'return require_for_party(unit.by, "sign_deal", party)',
        'return Standing("", party.organisation_id)',
        "sign_deal",
        DEALS,
    ),
    Mutation(
        "amending: whoever relied on it",
        "backend/deals/terms.py",
        "for one in (*touched, *relying)",
        "for one in touched",
        "amend_deal",
        DEALS,
    ),
    Mutation(
        "amending: what was signed",
        DEAL_OPERATIONS.format("amending"),
        "parties_affected(current_version(deal).terms, terms)",
        "parties_affected(stood, terms)",
        "amend_deal",
        DEALS,
    ),
    Mutation(
        "silence: its last day",
        "backend/deals/models/signing.py",
        "on > self.object_by",
        "on >= self.object_by",
        "silence",
        DEALS,
    ),
    Mutation(
        "leaving: the notice",
        DEAL_OPERATIONS.format("leaving"),
        "    if days == 0:\n",
        "    if days >= 0:\n",
        "leave_deal",
        DEALS,
    ),
    Mutation(
        "delivery: reported first",
        DEAL_MOVES.format("commitments"),
        "(*BINDING, delivery_not_reported)",
        "BINDING",
        "confirm_delivery",
        DEALS,
    ),
    Mutation(
        "delivery: whoever left judges nothing",
        "backend/deals/policy.py",
        " or seat.ended_at is not None:",
        ":",
        "confirm_delivery",
        DEALS,
    ),
    Mutation(
        "grants: the fund",
        DEAL_MOVES.format("grants"),
        'Move("approve_grant", "approve", (fund_exceeded,))',
        'Move("approve_grant", "approve")',
        "approve_grant",
        DEALS,
    ),
    Mutation(
        "cohorts: once per token",
        DEAL_OPERATIONS.format("cohorts"),
        "is_used=False).update(is_used=True) != 1",
        "is_used=False).update(is_used=True) > 1",
        "join_cohort",
        DEALS,
    ),
)
