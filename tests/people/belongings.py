"""One of everything a partnership can own, by the noun that stands in its address."""

from datetime import date
from typing import Any  # the same for operations of many shapes
from uuid import UUID

from backend.actions import operations as actions
from backend.actions.models import (
    Confidence,
    DateChange,
    EvidenceKind,
    Request,
    UpdateDigest,
    UpdateRequest,
)
from backend.audit.source import now
from backend.audit.unit import Unit, unit_of_work
from backend.deals import operations as deals
from backend.deals.models import Commitment, Deal, DealVersion, Party, Signature
from backend.deals.operations.funds import add_fund, add_supported_project
from backend.deals.operations.grants import apply_for_grant
from backend.people import operations as people
from backend.people.models import Appointment, Client, Token
from backend.sync.operations import ping_webhook_endpoint, register_webhook_endpoint
from tests.borough import Borough
from tests.people.forum_belongings import of_a_forum
from tests.people.sync_belongings import of_a_source

Belongings = dict[str, UUID]


def belongings(borough: Borough, administrator: str, sponsor: str) -> Belongings:
    borough.as_(administrator)
    with unit_of_work(by=borough.who(administrator), at=now()) as unit:
        owned = {
            **_of_people(unit, borough, administrator),
            **_of_plans(unit, borough),
            **_of_funds(unit),
        }
        helper = people.add_organisation(unit, name="Huyton Friends", kind="community_group")
        for on in (borough.council, helper):
            people.appoint(
                unit, actor_id=borough.actor_id(sponsor), role="representative", on_id=on.id
            )
    with unit_of_work(by=borough.who(sponsor), at=now()) as unit:
        owned |= _of_partner_systems(unit, borough)
        owned |= _of_an_action(unit, borough, helper.id)
        owned |= _of_a_grant(unit, borough, owned)
    deal = _drafted(borough, administrator)
    return {
        **owned,
        **_of_a_deal(borough, deal, (administrator, sponsor), helper.id, owned),
        **of_a_forum(borough, administrator, sponsor),
        **of_a_source(borough, administrator, owned["actions"]),
    }


def _of_people(unit: Unit, borough: Borough, administrator: str) -> Belongings:
    profile = borough.profiles[administrator]
    tool = _tool(unit)
    return {
        "organisations": borough.council.id,
        "people": profile.id,
        "appointments": Appointment.objects.filter(actor_id=profile.actor_id).latest("id").id,
        "tokens": Token.objects.filter(profile=profile).latest("id").id,
        "clients": tool.id,
        "consents": _consent(unit, tool, profile.id),
        "forums": borough.board.id,
        "logs": borough.partnership.id,
    }


def _tool(unit: Unit) -> Client:
    return people.register_tool(
        unit,
        name="Action planner",
        scopes=["actions:read"],
        redirect_uris=["https://planner.example/callback"],
    )


def _consent(unit: Unit, tool: Client, profile_id: UUID) -> UUID:
    """What every token that stems from it names as its family."""
    code = people.issue_authorization_code(
        unit,
        client=tool,
        profile_id=profile_id,
        secret=f"a code of {tool.id}",
        redirect_uri="https://planner.example/callback",
        scope="actions:read",
        challenge="x" * 43,
    )
    return code.id


def _of_plans(unit: Unit, borough: Borough) -> Belongings:
    plan, youth = borough.plan.id, borough.youth.id
    outcome = actions.add_outcome(unit, plan_id=plan, title="Young people thrive")
    link = actions.link_outcome(unit, priority_id=youth, outcome_id=outcome.id, basis="stated")
    principle = actions.add_principle(unit, plan_id=plan, title="Listen", series="Better together")
    measure = actions.add_success_measure(unit, priority_id=youth, title="Visits", direction="up")
    return {
        "plans": plan,
        "priorities": youth,
        "outcomes": outcome.id,
        "outcome-links": link.id,
        "principles": principle.id,
        "success-measures": measure.id,
    }


def _of_an_action(unit: Unit, borough: Borough, helper_id: UUID) -> Belongings:
    action = actions.propose_action(
        unit,
        plan_id=borough.plan.id,
        title="Open five youth centres",
        priority_id=borough.youth.id,
        lead_id=borough.council.id,
        due_on=date(2027, 3, 31),
    )
    on: dict[str, Any] = {"action_id": action.id}
    action = actions.start_action(unit, **on, version=action.version).action
    milestone = actions.add_milestone(unit, **on, title="Keys handed over", due_on=unit.on)
    evidence = actions.add_evidence(
        unit,
        **on,
        kind=EvidenceKind.LINK,
        title="Report",
        content="https://example.org/report",
        dated_on=date(2026, 1, 31),
    )
    contribution = actions.add_contributor(
        unit, **on, organisation_id=helper_id, part="Lends two rooms."
    )
    update = actions.update_action(
        unit, **on, narrative="Two open.", percent_complete=40, confidence=Confidence.GREEN
    )
    first = actions.propose_action(
        unit, plan_id=borough.plan.id, title="Sign the lease", priority_id=borough.youth.id
    )
    dependency = actions.add_dependency(unit, **on, predecessor_id=first.id)
    link = actions.issue_update_link(unit, **on).link
    wanted = UpdateRequest(partnership=borough.partnership, action_id=action.id, opened_at=unit.at)
    digest = UpdateDigest(
        partnership=borough.partnership,
        owner_id=unit.by.id,
        rung=wanted.rung,
        requests=[],
        made_at=unit.at,
    )
    moved = actions.reschedule_action(
        unit, **on, version=action.version, due_on=date(2027, 4, 30), reason="The builder is late."
    )
    change = DateChange.objects.get(action=moved.action)
    asked = Request(
        partnership=borough.partnership,
        action=action,
        action_version=moved.action.version,
        operation="withdraw_action",
        inputs={"reason": "The funding was not granted."},
        note="Our board decided on Monday.",
        asked_by_id=unit.by.id,
        asked_at=unit.at,
    )
    return {
        "date-changes": change.id,
        "requests": unit.record("request.made", asked).id,
        "update-links": link.id,
        "update-requests": unit.record("update_request.opened", wanted).id,
        "update-digests": unit.record("update_digest.made", digest).id,
        "actions": action.id,
        "dependencies": dependency.id,
        "milestones": milestone.id,
        "evidence": evidence.id,
        "contributors": contribution.id,
        "updates": update.id,
    }


def _of_funds(unit: Unit) -> Belongings:
    fund = add_fund(unit, title="Small grants", kind="grant_fund", amount=1_000_000)
    project = add_supported_project(unit, fund_id=fund.id, title="Tidy an area")
    return {"funds": fund.id, "supported-projects": project.id}


def _of_partner_systems(unit: Unit, borough: Borough) -> Belongings:
    endpoint = register_webhook_endpoint(
        unit, organisation_id=borough.council.id, url="https://hooks.example.test/accord"
    ).endpoint
    ping = ping_webhook_endpoint(unit, endpoint_id=endpoint.id, version=endpoint.version)
    return {"webhook-endpoints": endpoint.id, "webhook-deliveries": ping.id}


def _of_a_grant(unit: Unit, borough: Borough, owned: Belongings) -> Belongings:
    grant = apply_for_grant(
        unit,
        fund_id=owned["funds"],
        applicant_id=borough.council.id,
        title="Paint",
        purpose="Young people paint their own centre.",
        applied=150_000,
        action_id=owned["actions"],
    )
    return {"grants": grant.id}


def _drafted(borough: Borough, facilitator: str) -> Deal:
    deal: Deal = borough.act(
        facilitator,
        deals.draft_deal,
        title="A park for everyone",
        goal="The park is safe and used by all ages.",
        starts_on=date(2026, 12, 1),
        ends_on=date(2028, 3, 31),
        organisation_id=borough.council.id,
        facilitator_id=borough.actor_id(facilitator),
    )
    return deal


def _of_a_deal(
    borough: Borough, deal: Deal, who: tuple[str, str], helper_id: UUID, owned: Belongings
) -> Belongings:
    """With a signature that the facilitator entered; the representative acts for both sides."""
    facilitator, representative = who
    on: dict[str, Any] = {"deal_id": deal.id}
    with unit_of_work(by=borough.who(facilitator), at=now()) as unit:
        deals.add_party(unit, **on, organisation_id=helper_id)
        principle = deals.link_principle(unit, **on, principle_id=owned["principles"])
        action = deals.link_action(unit, **on, action_id=owned["actions"])
        contribution = deals.contribute_to_deal(unit, **on, text="The benches are too low.")
        deal = deals.open_deal(unit, **on, version=deal.version).deal
    sides = list(Party.objects.filter(deal=deal).order_by("id"))
    with unit_of_work(by=borough.who(representative), at=now()) as unit:
        for party, judge in zip(sides, reversed(sides), strict=True):
            _offered(unit, party, judge)
    with unit_of_work(by=borough.who(facilitator), at=now()) as unit:
        deals.call_for_signatures(unit, **on, version=deal.version)
        version = DealVersion.objects.get(deal=deal)
        _signed_on_paper(unit, version, sides[0])
    return {
        "deals": deal.id,
        "parties": sides[0].id,
        "principle-links": principle.id,
        "action-links": action.id,
        "deal-contributions": contribution.id,
        "deal-versions": version.id,
        "signatures": Signature.objects.get(deal_version=version).id,
        "commitments": Commitment.objects.filter(deal=deal).latest("id").id,
    }


def _offered(unit: Unit, party: Party, judge: Party) -> None:
    deals.offer_commitment(
        unit,
        deal_id=party.deal_id,
        party_id=party.id,
        text="Keep the paths lit until ten.",
        measure="Seen every month by those who use the park",
        due_on=date(2027, 6, 30),
        owner_id=unit.by.id,
        counterparty_id=judge.id,
    )


def _signed_on_paper(unit: Unit, version: DealVersion, party: Party) -> None:
    deals.sign_deal(
        unit,
        deal_id=version.deal_id,
        version=Deal.objects.get(id=version.deal_id).version,
        party_id=party.id,
        digest=version.digest,
        capacity="Chair",
        paper=deals.Paper(signatory="The chair", evidence="The archive of the town hall"),
    )
