"""The tables that deals, funds and grants are downloaded as."""

from typing import Final

from backend.deals.views import commitments, deals, funds, grants, parties, signing
from backend.people.exports import EveryPart, Exporting


class ExportDeals(Exporting, deals.ListDeals):
    table = "deals"


class ExportParties(Exporting, parties.ListDealParties, EveryPart):
    table = "parties"


class ExportPrincipleLinks(Exporting, parties.ListDealPrinciples, EveryPart):
    table = "principle-links"


class ExportActionLinks(Exporting, parties.ListDealActions, EveryPart):
    table = "action-links"


class ExportDealContributions(Exporting, parties.ListDealContributions, EveryPart):
    table = "deal-contributions"


class ExportDealVersions(Exporting, signing.ListDealVersions, EveryPart):
    table = "deal-versions"


class ExportSignatures(Exporting, signing.ListDealSignatures, EveryPart):
    table = "signatures"


class ExportCommitments(Exporting, commitments.ListCommitments):
    table = "commitments"


class ExportFunds(Exporting, funds.ListFunds):
    table = "funds"


class ExportSupportedProjects(Exporting, funds.ListSupportedProjects, EveryPart):
    table = "supported-projects"


class ExportGrants(Exporting, grants.ListGrants):
    table = "grants"


TABLES: Final[tuple[type[Exporting], ...]] = (
    ExportDeals,
    ExportParties,
    ExportPrincipleLinks,
    ExportActionLinks,
    ExportDealContributions,
    ExportDealVersions,
    ExportSignatures,
    ExportCommitments,
    ExportFunds,
    ExportSupportedProjects,
    ExportGrants,
)
