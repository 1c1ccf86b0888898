from typing import Final

from django.urls import URLPattern, path

from backend.api.base import methods
from backend.forums.views import (
    agenda,
    assurances,
    attendance,
    calendars,
    decisions,
    escalations,
    forums,
    interests,
    meetings,
    minutes,
    packs,
    seats,
)

FORUMS: Final = [
    path("forums", methods(forums.ListForums, forums.AddForum)),
    path("forums/comparison", methods(forums.CompareForums)),
    path("forums/<uuid:id>", methods(forums.GetForum, forums.ReviseForum)),
    path("forums/<uuid:id>/seats", methods(seats.ListForumSeats, seats.AddSeat)),
    path("seats/<uuid:id>", methods(seats.GetSeat)),
    path("seats/<uuid:id>/fill", methods(seats.FillSeat)),
    path("seats/<uuid:id>/end", methods(seats.EndSeat)),
]

MEETINGS: Final = [
    path(
        "forums/<uuid:id>/meetings",
        methods(meetings.ListForumMeetings, meetings.ScheduleMeeting),
    ),
    path("meetings", methods(meetings.ListMeetings)),
    path("meetings/<uuid:id>", methods(meetings.GetMeeting)),
    path("meetings/<uuid:id>/transitions", methods(meetings.ListMeetingTransitions)),
    path("meetings/<uuid:id>/publish-agenda", methods(meetings.PublishAgenda)),
    path("meetings/<uuid:id>/move", methods(meetings.MoveMeeting)),
    path("meetings/<uuid:id>/cancel", methods(meetings.CancelMeeting)),
    path("meetings/<uuid:id>/open", methods(meetings.OpenMeeting)),
    path("meetings/<uuid:id>/close", methods(meetings.CloseMeeting)),
    path("meetings/<uuid:id>/agenda-items", methods(agenda.ListAgendaItems, agenda.AddAgendaItem)),
    path("meetings/<uuid:id>/urgent-items", methods(agenda.AdmitUrgentItem)),
    path("meetings/<uuid:id>/agenda-versions", methods(agenda.ListAgendaVersions)),
    path("agenda-items/<uuid:id>", methods(agenda.GetAgendaItem)),
    path("agenda-items/<uuid:id>/withdraw", methods(agenda.WithdrawAgendaItem)),
    path("agenda-versions/<uuid:id>", methods(agenda.GetAgendaVersion)),
]

ESCALATIONS: Final = [
    path("escalations", methods(escalations.ListEscalations, escalations.RaiseEscalation)),
    path("escalations/comparison", methods(escalations.CompareEscalations)),
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
    path("decisions/comparison", methods(decisions.CompareDecisions)),
    path("decisions/<uuid:id>", methods(decisions.GetDecision, decisions.ReviseDecision)),
    path("decisions/<uuid:id>/transitions", methods(decisions.ListDecisionTransitions)),
    path("decisions/<uuid:id>/effects", methods(decisions.ListDecisionEffects)),
    path("decisions/<uuid:id>/record", methods(decisions.RecordDecision)),
    path("decisions/<uuid:id>/ratify", methods(decisions.RatifyDecision)),
    path("decision-effects/<uuid:id>", methods(decisions.GetDecisionEffect)),
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
    path("forums/<uuid:id>/packs", methods(packs.ListForumPacks, packs.FreezePack)),
    path("packs", methods(packs.ListPacks)),
    path("packs/<uuid:id>", methods(packs.GetPack)),
    path("packs/<uuid:id>/content", methods(packs.GetPackContent)),
    path("packs/<uuid:id>/changes", methods(packs.ListChangesSincePack)),
    path("forums/<uuid:id>/assurance-status", methods(assurances.ListAssuranceStatus)),
]

CALENDARS: Final = [
    path("calendar-feeds", methods(calendars.ListCalendarFeeds, calendars.IssueCalendarFeed)),
    path("calendar-feeds/<uuid:id>/revoke", methods(calendars.RevokeCalendarFeed)),
    path("calendars/<str:secret>.ics", methods(calendars.ReadCalendar)),
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
    path("meetings/<uuid:id>/circulate-minutes", methods(minutes.CirculateMinutes)),
    path("meetings/<uuid:id>/approve-minutes", methods(minutes.ApproveMinutes)),
    path("minutes/<uuid:id>", methods(minutes.GetMinutes)),
    path(
        "minutes/<uuid:id>/corrections",
        methods(minutes.ListMinutesCorrections, minutes.CorrectMinutes),
    ),
    path("minutes-corrections/<uuid:id>", methods(minutes.GetMinutesCorrection)),
]

urlpatterns: Final[list[URLPattern]] = [
    *FORUMS,
    *MEETINGS,
    *SITTINGS,
    *DECISIONS,
    *ESCALATIONS,
    *ASSURANCES,
    *CALENDARS,
]
