from django.urls import path

from backend.api.base import methods
from backend.people import views

urlpatterns = [
    path("me", methods(views.GetMe)),
    path("me/waiting", methods(views.ListWaiting)),
    path("me/notices", methods(views.ListNotices)),
    path("me/tokens", methods(views.ListTokens)),
    path("tokens", methods(views.IssueToken)),
    path("tokens/<uuid:id>/revoke", methods(views.RevokeToken)),
    path("session", methods(views.SignIn)),
    path("session/end", methods(views.SignOut)),
    path("stream-tickets", methods(views.IssueStreamTicket)),
    path("partnership", methods(views.GetPartnership)),
    path("organisations", methods(views.ListOrganisations, views.AddOrganisation)),
    path("organisations/<uuid:id>", methods(views.GetOrganisation)),
    path("people", methods(views.ListPeople, views.AddPerson)),
    path("people/<uuid:id>", methods(views.GetPerson)),
    path("appointments", methods(views.ListAppointments, views.Appoint)),
    path("appointments/<uuid:id>", methods(views.GetAppointment)),
    path("appointments/<uuid:id>/end", methods(views.EndAppointment)),
]
