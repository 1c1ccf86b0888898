from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import assurances, forums

FORUMS: Final = [
    path("forums", methods(forums.ListForums, forums.AddForum)),
    path("forums/<uuid:id>", methods(forums.GetForum)),
]

ASSURANCES: Final = [
    path("assurances", methods(assurances.ListAssurances)),
    path("assurances/<uuid:id>", methods(assurances.GetAssurance)),
    path("assurances/<uuid:id>/transitions", methods(assurances.ListAssuranceTransitions)),
    path("assurances/<uuid:id>/receive", methods(assurances.ReceiveAssurance)),
    path(
        "priorities/<uuid:id>/assurances",
        methods(assurances.ListPriorityAssurances, assurances.SubmitAssurance),
    ),
    path("forums/<uuid:id>/assurance-status", methods(assurances.ListAssuranceStatus)),
]

urlpatterns: Final[list[URLPattern]] = [*FORUMS, *ASSURANCES]
