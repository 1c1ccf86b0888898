from django.urls import path

from backend.api.base import methods
from backend.people.exports import exported
from backend.people.views import clients, erasure, exports, oauth, people, succession

urlpatterns = [
    path("me", methods(people.GetMe)),
    path("me/waiting", methods(people.ListWaiting)),
    path("me/notices", methods(people.ListNotices)),
    path("me/tokens", methods(people.ListTokens)),
    path("me/consents", methods(clients.ListConsents)),
    path("tokens", methods(people.IssueToken)),
    path("tokens/<uuid:id>/revoke", methods(people.RevokeToken)),
    path("session", methods(people.SignIn)),
    path("session/end", methods(people.SignOut)),
    path("stream-tickets", methods(people.IssueStreamTicket)),
    path("partnership", methods(people.GetPartnership)),
    path("organisations", methods(people.ListOrganisations, people.AddOrganisation)),
    path("organisations/<uuid:id>", methods(people.GetOrganisation)),
    path("organisations/<uuid:id>/rename", methods(succession.RenameOrganisation)),
    path("organisations/<uuid:id>/merge", methods(succession.MergeOrganisation)),
    path("organisations/<uuid:id>/split", methods(succession.SplitOrganisation)),
    path("successions", methods(succession.ListSuccessions)),
    path("people", methods(people.ListPeople, people.AddPerson)),
    path("people/<uuid:id>", methods(people.GetPerson)),
    path("people/<uuid:id>/erase", methods(erasure.ErasePerson)),
    path("appointments", methods(people.ListAppointments, people.Appoint)),
    path("appointments/<uuid:id>", methods(people.GetAppointment)),
    path("appointments/<uuid:id>/end", methods(people.EndAppointment)),
    path("clients", methods(clients.ListClients, clients.RegisterClient)),
    path("clients/<uuid:id>", methods(clients.GetClient)),
    path("clients/<uuid:id>/rotate-secret", methods(clients.RotateClientSecret)),
    path("clients/<uuid:id>/revoke", methods(clients.RevokeClient)),
    path("consents/<uuid:id>/withdraw", methods(clients.WithdrawConsent)),
    path("tools", methods(clients.RegisterTool)),
    *exported(*exports.TABLES),
]

# OAuth 2, beside the API: its answers are those of RFC 6749. Named as the toolkit's metadata asks.
oauth_urls = (
    [
        path("oauth/authorize", oauth.Authorize.as_view(), name="authorize"),
        path("oauth/token", oauth.IssueTokens.as_view(), name="token"),
        path("oauth/revoke", oauth.RevokeTokens.as_view(), name="revoke-token"),
        path(
            ".well-known/oauth-authorization-server",
            oauth.Metadata.as_view(),
            name="oauth-server-metadata",
        ),
    ],
    "oauth2_provider",
)
