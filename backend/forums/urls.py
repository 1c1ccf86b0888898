from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import escalations, forums

FORUMS: Final = [
    path("forums", methods(forums.ListForums, forums.AddForum)),
    path("forums/<uuid:id>", methods(forums.GetForum)),
]

ESCALATIONS: Final = [
    path("escalations", methods(escalations.ListEscalations, escalations.RaiseEscalation)),
    path("escalations/<uuid:id>", methods(escalations.GetEscalation)),
    path("escalations/<uuid:id>/transitions", methods(escalations.ListEscalationTransitions)),
    path("escalations/<uuid:id>/hops", methods(escalations.ListEscalationHops)),
    path("escalations/<uuid:id>/acknowledge", methods(escalations.AcknowledgeEscalation)),
    path("escalations/<uuid:id>/refer", methods(escalations.ReferEscalation)),
    path("escalations/<uuid:id>/return", methods(escalations.ReturnEscalation)),
    path("escalations/<uuid:id>/resubmit", methods(escalations.ResubmitEscalation)),
    path("escalations/<uuid:id>/resolve", methods(escalations.ResolveEscalation)),
    path("escalations/<uuid:id>/withdraw", methods(escalations.WithdrawEscalation)),
    path("hops/<uuid:id>", methods(escalations.GetHop)),
]

urlpatterns: Final[list[URLPattern]] = [*FORUMS, *ESCALATIONS]
