from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.deals.views import funds, grants

FUNDS: Final = [
    path("funds", methods(funds.ListFunds, funds.AddFund)),
    path("funds/<uuid:id>", methods(funds.GetFund)),
    path(
        "funds/<uuid:id>/supported-projects",
        methods(funds.ListSupportedProjects, funds.AddSupportedProject),
    ),
    path("supported-projects/<uuid:id>", methods(funds.GetSupportedProject)),
]

GRANTS: Final = [
    path("grants", methods(grants.ListGrants, grants.ApplyForGrant)),
    path("grants/<uuid:id>", methods(grants.GetGrant)),
    path("grants/<uuid:id>/transitions", methods(grants.ListGrantTransitions)),
    path("grants/<uuid:id>/approve", methods(grants.ApproveGrant)),
    path("grants/<uuid:id>/refuse", methods(grants.RefuseGrant)),
    path("grants/<uuid:id>/pay", methods(grants.PayGrant)),
    path("grants/<uuid:id>/account-for", methods(grants.AccountForGrant)),
]

urlpatterns: Final[list[URLPattern]] = [*FUNDS, *GRANTS]
