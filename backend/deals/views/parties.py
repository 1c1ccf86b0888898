from collections.abc import Mapping
from typing import Any  # rows are of several models

from django.db.models import QuerySet

from backend.api.base import ApiView
from backend.audit.days import today
from backend.deals import operations
from backend.deals.consenting import with_consents
from backend.deals.models import ActionLink, DealContribution, Party, PrincipleLink
from backend.deals.operations.erasing import ErasedContribution
from backend.deals.serializers import parties
from backend.deals.views.base import AddingToDeal, OfDeal, OnPart, Read
from backend.errors import NotVisible
from backend.people.rows import Row, seen


class ListDealParties(OfDeal):
    operation_id = "list_deal_parties"
    summary = "List the parties to a deal, those that left too, and where each stands"
    model = Party
    answers = parties.PartyOut

    def rows(self) -> QuerySet[Party]:
        return with_consents(super().rows(), on=today())


class GetParty(Row, Read):
    operation_id = "get_party"
    summary = "Read one party to a deal"
    model = Party
    answers = parties.PartyOut

    def one(self) -> Party:
        return found_party(self)


def found_party(view: ApiView) -> Party:
    """With its deal and its consent. Raises NotVisible."""
    rows = with_consents(seen(Party, view.actor), on=today()).select_related("deal")
    found = rows.filter(id=view.kwargs["id"]).first()
    if found is None:
        raise NotVisible
    return found


def with_its_consent(party: Party) -> tuple[Party, Mapping[str, Any]]:
    return with_consents(Party.objects.all(), on=today()).get(id=party.id), {}


class AddParty(AddingToDeal):
    operation = operations.add_party
    operation_id = "add_party"
    summary = "Add a party to a deal that is being made"
    accepts = parties.AddPartyIn
    answers = parties.PartyOut
    address = "/api/v1/parties"

    def present(self, result: Party) -> tuple[Party, Mapping[str, Any]]:
        return with_its_consent(result)


class RemoveParty(OnPart):
    operation = operations.remove_party
    operation_id = "remove_party"
    summary = "Remove a party from a deal that is being made"
    accepts = parties.RemovePartyIn
    answers = parties.PartyOut

    def find(self) -> Party:
        return found_party(self)

    def present(self, result: Party) -> tuple[Party, Mapping[str, Any]]:
        return with_its_consent(result)


class ListDealPrinciples(OfDeal):
    operation_id = "list_deal_principles"
    summary = "List the principles a deal embodies, or did"
    model = PrincipleLink
    answers = parties.PrincipleLinkOut


class GetPrincipleLink(Row, Read):
    operation_id = "get_principle_link"
    summary = "Read that a deal embodies a principle"
    model = PrincipleLink
    answers = parties.PrincipleLinkOut


class LinkPrinciple(AddingToDeal):
    operation = operations.link_principle
    operation_id = "link_principle"
    summary = "Say that a deal embodies a principle"
    accepts = parties.LinkPrincipleIn
    answers = parties.PrincipleLinkOut
    address = "/api/v1/principle-links"


class UnlinkPrinciple(OnPart):
    operation = operations.unlink_principle
    operation_id = "unlink_principle"
    summary = "Say that a deal embodies a principle no more"
    answers = parties.PrincipleLinkOut
    model = PrincipleLink
    subject_name = "principle_link"


class ListDealActions(OfDeal):
    operation_id = "list_deal_actions"
    summary = "List the actions a deal supports, or did"
    model = ActionLink
    answers = parties.ActionLinkOut


class GetActionLink(Row, Read):
    operation_id = "get_action_link"
    summary = "Read that a deal supports an action"
    model = ActionLink
    answers = parties.ActionLinkOut


class LinkAction(AddingToDeal):
    operation = operations.link_action
    operation_id = "link_action"
    summary = "Say that a deal supports an action"
    accepts = parties.LinkActionIn
    answers = parties.ActionLinkOut
    address = "/api/v1/action-links"


class UnlinkAction(OnPart):
    operation = operations.unlink_action
    operation_id = "unlink_action"
    summary = "Say that a deal supports an action no more"
    answers = parties.ActionLinkOut
    model = ActionLink
    subject_name = "action_link"


class ListDealContributions(OfDeal):
    operation_id = "list_deal_contributions"
    summary = "List what people brought to the making of a deal"
    description = "Said among the parties, and shown to them alone, also once the deal is public."
    model = DealContribution
    answers = parties.DealContributionOut


class GetContribution(Row, Read):
    operation_id = "get_contribution"
    summary = "Read one contribution to a deal"
    model = DealContribution
    answers = parties.DealContributionOut


class ContributeToDeal(AddingToDeal):
    operation = operations.contribute_to_deal
    operation_id = "contribute_to_deal"
    summary = "Contribute to the making of a deal"
    accepts = parties.ContributeToDealIn
    answers = parties.DealContributionOut
    address = "/api/v1/deal-contributions"


class EraseContribution(OnPart):
    operation = operations.erase_contribution
    operation_id = "erase_contribution"
    summary = "Erase what someone contributed, and whose voice it was"
    description = "For good, from the log too. That something was contributed stays."
    accepts = parties.EraseContributionIn
    answers = parties.DealContributionOut
    adds = parties.ErasedContributionOut
    model = DealContribution
    subject_name = "deal_contribution"

    def present(self, result: ErasedContribution) -> tuple[DealContribution, Mapping[str, Any]]:
        return result.contribution, {"changed": result.changed}
