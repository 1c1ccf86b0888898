from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import (
    attendance,
    decisions,
    escalations,
    forums,
    interests,
    minutes,
)

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

DECISIONS: Final = [
    path(
        "forums/<uuid:id>/decisions",
        methods(decisions.ListForumDecisions, decisions.DraftDecision),
    ),
    path("decisions", methods(decisions.ListDecisions)),
    path("decisions/<uuid:id>", methods(decisions.GetDecision, decisions.ReviseDecision)),
    path("decisions/<uuid:id>/transitions", methods(decisions.ListDecisionTransitions)),
    path("decisions/<uuid:id>/effects", methods(decisions.ListDecisionEffects)),
    path("decisions/<uuid:id>/record", methods(decisions.RecordDecision)),
    path("decisions/<uuid:id>/ratify", methods(decisions.RatifyDecision)),
    path("decision-effects/<uuid:id>", methods(decisions.GetDecisionEffect)),
]

# Who sat there, what they have at stake, and what is written of it.
SITTINGS: Final = [
    path(
        "meetings/<uuid:id>/attendances",
        methods(attendance.ListAttendances, attendance.RecordAttendance),
    ),
    path("attendances/<uuid:id>", methods(attendance.GetAttendance)),
    path("forums/<uuid:id>/attendance-rates", methods(attendance.ListAttendanceRates)),
    path(
        "agenda-items/<uuid:id>/interests",
        methods(interests.ListInterests, interests.DeclareInterest),
    ),
    path("interests/<uuid:id>", methods(interests.GetInterest)),
    path("meetings/<uuid:id>/minutes", methods(minutes.ListMinutes, minutes.WriteMinutes)),
    path("minutes/<uuid:id>", methods(minutes.GetMinutes)),
    path(
        "minutes/<uuid:id>/corrections",
        methods(minutes.ListMinutesCorrections, minutes.CorrectMinutes),
    ),
    path("minutes-corrections/<uuid:id>", methods(minutes.GetMinutesCorrection)),
]

urlpatterns: Final[list[URLPattern]] = [*FORUMS, *SITTINGS, *ESCALATIONS, *DECISIONS]
